"""`isogloss translate`: translate words or lines of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options

if TYPE_CHECKING:
    from align.translation.translator import Candidate, Translation, Translator

#: Words or lines translated at once.
_BATCH = 1000


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1)
@click.option(
    "-k", type=click.IntRange(1), default=5, show_default=True, help="Candidates per word."
)
@options.direction
@click.option(
    "--lines", is_flag=True, help="Treat WORDS as lines of text; translate them word by word."
)
@click.option(
    "--group-forms",
    is_flag=True,
    help="Print forms of one stem, such as maison and maisons, as one candidate.",
)
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
    group_forms: bool,
    as_json: bool,
    threads: int,
) -> None:
    """Translate words, or lines of text, with a model.

    MODEL is the folder of a model, or a folder of several models; then select one with --source and
    --target.

    Without WORDS, or with `-`, words are read from standard input, one per line. The output has one
    line per candidate: word, translation, score (CSLS) and probability, separated by tabs. For an
    unknown word, the fields are empty, or the candidates are guessed from its letters; such a
    line ends with a fifth field, `guessed`. If it is likelier that no word of the vocabulary
    translates the word than that the first candidate does, a line before its candidates says so:
    an empty translation and score, that probability, and `no translation`.

    With --group-forms, forms of one stem are one candidate: the best form, the sum of the
    probabilities, and the other forms as a fifth field, with commas between them. `guessed` and
    `no translation` are then the sixth.

    With --lines, WORDS are lines of text. Known words and phrases are translated one by one,
    without context or grammar; everything else stays as it is. The output has one line per input
    line. --json adds alternatives, up to k translations in all.
    """
    from align.translation.translator import Translator
    from service.models import open_directed

    if lines and group_forms:
        raise click.UsageError("--group-forms is for words and cannot be used with --lines")
    translator = Translator(open_directed(model, source, target, reverse=reverse))
    queries = iter(words) if words not in ((), ("-",)) else _from_stdin(whole=lines)
    if lines:
        _print_lines(translator, queries, k if as_json else 1, as_json)
    else:
        _print_words(translator, queries, k, group_forms, as_json)


def _from_stdin(*, whole: bool) -> Iterator[str]:
    from embeddings.files import read_lines

    lines = read_lines("-")
    return lines if whole else (line.strip() for line in lines if line.strip())


def _print_words(
    translator: Translator, words: Iterator[str], k: int, group_forms: bool, as_json: bool
) -> None:
    from align.translation.forms import translate_grouped
    from align.translation.translator import Translator

    translated = translate_grouped if group_forms else Translator.translate
    unknown = guessed = untranslated = 0
    while batch := list(islice(words, _BATCH)):
        for item in translated(translator, batch, k):
            unknown += not item.found
            guessed += item.guessed
            untranslated += item.untranslated
            click.echo(_json_line(item) if as_json else _tab_lines(item, group_forms))
    if unknown:
        click.echo(
            f"{unknown} words are not in the vocabulary"
            + (
                f"; candidates of {guessed} of them are guessed from their letters"
                if guessed
                else ""
            ),
            err=True,
        )
    if untranslated:
        click.echo(
            f"{untranslated} words probably have no translation in the vocabulary of "
            f"{translator.target.language}",
            err=True,
        )


def _print_lines(translator: Translator, lines: Iterator[str], k: int, as_json: bool) -> None:
    from align.translation.line import translate_lines

    unknown = 0
    while batch := list(islice(lines, _BATCH)):
        results = translate_lines(translator, batch, alternatives=k - 1)
        for line, result in zip(batch, results, strict=True):
            unknown += result.unknown
            answer = {"line": line, "text": result.text, "alternatives": result.alternatives}
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else result.text)
    if unknown:
        click.echo(f"{unknown} words are not in the vocabulary and were left as they are", err=True)


def _json_line(item: Translation) -> str:
    answer = {
        "word": item.word,
        "found": item.found,
        "no_translation": item.no_translation,
        "translations": [
            {"word": c.word, "score": c.score, "probability": c.probability} | _forms(c)
            for c in item.candidates
        ],
    }
    if item.meant not in (None, item.word):
        answer["meant"] = item.meant
    if item.guessed:
        answer["guessed"] = True
    return json.dumps(answer, ensure_ascii=False)


def _tab_lines(item: Translation, group_forms: bool) -> str:
    if not item.candidates:
        return "\t".join([item.word, *[""] * (4 if group_forms else 3)])
    lines = []
    if item.untranslated:
        chance = f"{item.no_translation:.4f}"
        forms = [""] if group_forms else []
        lines.append("\t".join([item.word, "", "", chance, *forms, "no translation"]))
    for c in item.candidates:
        cells = [item.word, c.word, f"{c.score:.4f}", f"{c.probability:.4f}"]
        cells += [", ".join(forms) for forms in _forms(c).values()]
        lines.append("\t".join([*cells, *(["guessed"] if item.guessed else [])]))
    return "\n".join(lines)


def _forms(candidate: Candidate) -> dict[str, tuple[str, ...]]:
    """Return the forms of a stem under their key in JSON; nothing without `--group-forms`."""
    from align.translation.forms import GroupedCandidate

    return {"forms": candidate.forms} if isinstance(candidate, GroupedCandidate) else {}
