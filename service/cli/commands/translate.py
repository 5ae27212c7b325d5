"""`isogloss translate`: words in, ranked candidates out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options

if TYPE_CHECKING:
    from align.translation.translator import Translation, Translator

#: Words looked up at once when they come from stdin.
_BATCH = 1000


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1)
@click.option("-k", type=click.IntRange(1), default=5, show_default=True, help="Candidates a word.")
@options.direction
@click.option("--lines", is_flag=True, help="WORDS are lines of text, translated word by word.")
@options.as_json
@options.threads
def translate(
    model: Path,
    words: tuple[str, ...],
    k: int,
    source: str | None,
    target: str | None,
    reverse: bool,
    lines: bool,
    as_json: bool,
    threads: int,
) -> None:
    """Translate words, or lines of text, with a model.

    MODEL is the folder of one, or a folder of several: then --source and --target say which.

    WORDS are given one by one, or as `-`: then they are read from the standard input, one a line.
    Prints word, translation, score (CSLS) and probability, split by tabs, a line a candidate; a
    word that is not known has empty fields, or candidates guessed from its letters, and then a
    fifth field that says so.

    With --lines each is a line of text. Its known words and phrases are put into the other
    language one by one, out of context and without grammar; all else in it stays as it is. Prints
    a line for each line; --json has the alternatives too, k in all.
    """
    from align.translation.translator import Translator
    from service.models import open_directed

    translator = Translator(open_directed(model, source, target, reverse=reverse))
    asked = iter(words) if words not in ((), ("-",)) else _from_stdin(whole=lines)
    if lines:
        _print_lines(translator, asked, k if as_json else 1, as_json)
    else:
        _print_words(translator, asked, k, as_json)


def _from_stdin(*, whole: bool) -> Iterator[str]:
    from embeddings.files import read_lines

    lines = read_lines("-")
    return lines if whole else (line.strip() for line in lines if line.strip())


def _print_words(translator: Translator, words: Iterator[str], k: int, as_json: bool) -> None:
    unknown = guessed = 0
    while batch := list(islice(words, _BATCH)):
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


def _print_lines(translator: Translator, lines: Iterator[str], k: int, as_json: bool) -> None:
    from align.translation.line import translate_lines

    unknown = 0
    while batch := list(islice(lines, _BATCH)):
        found = translate_lines(translator, batch, alternatives=k - 1)
        for line, put in zip(batch, found, strict=True):
            unknown += put.unknown
            answer = {"line": line, "text": put.text, "alternatives": put.alternatives}
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else put.text)
    if unknown:
        click.echo(f"{unknown} words are not in the vocabulary, and left as they are", err=True)


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
