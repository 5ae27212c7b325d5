"""From a translator to a picture of it: which words, and in what kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from align.chart import Chart, Rows, chosen, most_frequent
from align.translate import Translator
from embeddings import IsoglossError
from embeddings.files import read_lines
from service.map.pack import pack
from service.map.page import one_file

#: Endings of the files that can be written.
ENDINGS = (".html",)


def require_format(output: Path) -> None:
    """Raise `IsoglossError` unless the ending of `output` is of a picture."""
    if output.suffix.lower() not in ENDINGS:
        raise IsoglossError(f"{output}: end the name in {' or '.join(ENDINGS)}")


def rows(translator: Translator, words: Path | None, most: int) -> tuple[Rows, Rows]:
    """Return the rows of the words in the file `words`, or else of the `most` most frequent."""
    return chosen(translator, _lines(words)) if words else most_frequent(translator, most)


def _lines(path: Path) -> Iterator[str]:
    return (line.strip() for line in read_lines(path) if line.strip())


def title(translator: Translator) -> str:
    """Return what the map of `translator` is called."""
    return f"{translator.source.language} and {translator.target.language}: Isogloss"


def html(translator: Translator, chart: Chart) -> bytes:
    """Return the page of `chart`, with all in it."""
    return one_file(title(translator), pack(chart, translator.verdict.label)).encode()
