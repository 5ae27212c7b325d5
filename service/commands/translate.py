"""`isogloss translate`: words in, ranked candidates out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from service import options

#: Words looked up at once when they come from stdin.
_BATCH = 1000


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1)
@click.option("-k", type=click.IntRange(1), default=5, show_default=True, help="Candidates a word.")
@click.option("--reverse", is_flag=True, help="Translate from the target to the source language.")
@options.as_json
@options.threads
def translate(
    model: Path, words: tuple[str, ...], k: int, reverse: bool, as_json: bool, threads: int
) -> None:
    """Translate words with a model.

    WORDS are given one by one, or as `-`: then they are read from the standard input, one a line.
    Prints word, translation, score (CSLS) and probability, split by tabs, a line a candidate; a
    word that is not known has empty fields.
    """
    from align import Translator, open_model

    translator = Translator(open_model(model), reverse=reverse)
    unknown = 0
    asked = _from_stdin() if words in ((), ("-",)) else iter(words)
    while batch := list(islice(asked, _BATCH)):
        for found in translator.translate(batch, k):
            unknown += not found.found
            candidates = [(c.word, c.score, c.probability) for c in found.candidates]
            write = _json_lines if as_json else _tab_lines
            click.echo(write(found.word, candidates, found=found.found))
    if unknown:
        click.echo(f"{unknown} words are not in the vocabulary", err=True)


def _from_stdin() -> Iterator[str]:
    from embeddings.files import read_lines

    return (line.strip() for line in read_lines("-") if line.strip())


def _json_lines(word: str, candidates: list[tuple[str, float, float]], *, found: bool) -> str:
    names = ("word", "score", "probability")
    translations = [dict(zip(names, candidate, strict=True)) for candidate in candidates]
    answer = {"word": word, "found": found, "translations": translations}
    return json.dumps(answer, ensure_ascii=False)


def _tab_lines(word: str, candidates: list[tuple[str, float, float]], *, found: bool) -> str:
    if not found:
        return f"{word}\t\t\t"
    return "\n".join(f"{word}\t{c}\t{score:.4f}\t{chance:.4f}" for c, score, chance in candidates)
