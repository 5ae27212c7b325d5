"""`isogloss translate`: words in, ranked candidates out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import options

if TYPE_CHECKING:
    from align import Translation

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
    word that is not known has empty fields, or candidates guessed from its letters, and then a
    fifth field that says so.
    """
    from align import Translator, open_model

    translator = Translator(open_model(model), reverse=reverse)
    unknown = guessed = 0
    asked = _from_stdin() if words in ((), ("-",)) else iter(words)
    while batch := list(islice(asked, _BATCH)):
        for found in translator.translate(batch, k):
            unknown += not found.found
            guessed += found.guessed
            click.echo(_json_line(found) if as_json else _tab_lines(found))
    if unknown:
        click.echo(
            f"{unknown} words are not in the vocabulary"
            + (f"; {guessed} of them are translated by their letters" if guessed else ""),
            err=True,
        )


def _from_stdin() -> Iterator[str]:
    from embeddings.files import read_lines

    return (line.strip() for line in read_lines("-") if line.strip())


def _json_line(found: Translation) -> str:
    answer = {
        "word": found.word,
        "found": found.found,
        "translations": [
            {"word": c.word, "score": c.score, "probability": c.probability}
            for c in found.candidates
        ],
    }
    if found.meant not in (None, found.word):
        answer["meant"] = found.meant
    if found.guessed:
        answer["guessed"] = True
    return json.dumps(answer, ensure_ascii=False)


def _tab_lines(found: Translation) -> str:
    if not found.candidates:
        return f"{found.word}\t\t\t"
    mark = "\tguessed" if found.guessed else ""
    return "\n".join(
        f"{found.word}\t{c.word}\t{c.score:.4f}\t{c.probability:.4f}{mark}"
        for c in found.candidates
    )
