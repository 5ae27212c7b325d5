"""Write the map of a translator: choose the words and the format of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from align.picture.chart import Chart, WordRows, chosen, most_frequent
from align.translation.translator import Translator
from embeddings import IsoglossError
from embeddings.files import read_lines, write_binary
from service.map.pack import pack
from service.map.page import one_file

#: Formats by suffix; `.tsv` writes two files.
ENDINGS = {
    ".html": "html",
    ".png": "png",
    ".svg": "svg",
    ".tsv": "embedding-projector",
    ".parquet": "atlas",
}
FORMATS = tuple(ENDINGS.values())


def format_of(output: Path) -> str:
    """Return the format of `output` by its suffix.

    Raises
    ------
    IsoglossError
        If the suffix is unknown.
    """
    if output.suffix.lower() not in ENDINGS:
        raise IsoglossError(f"{output}: end the name in {', '.join(ENDINGS)}; or give --format")
    return ENDINGS[output.suffix.lower()]


def rows(translator: Translator, words: Path | None, most: int) -> tuple[WordRows, WordRows]:
    """Return the rows of the words for the map, in both languages.

    Parameters
    ----------
    translator
        The translator.
    words
        A file with one word per line; None for the most frequent words.
    most
        Number of most frequent words.
    """
    return chosen(translator, _lines(words)) if words else most_frequent(translator, most)


def _lines(path: Path) -> Iterator[str]:
    return (line.strip() for line in read_lines(path) if line.strip())


def title(translator: Translator) -> str:
    """Return the title of the map of `translator`."""
    return f"{translator.source.language} and {translator.target.language}: Isogloss"


def write(translator: Translator, chart: Chart, output: Path, format: str) -> tuple[Path, ...]:
    """Write a chart and return the paths of the files.

    Parameters
    ----------
    translator
        The translator of the chart.
    chart
        The chart.
    output
        The file, or the common stem of two files.
    format
        A name in `FORMATS`.
    """
    contents = _files(translator, chart, output, format)
    for path, content in contents.items():
        with write_binary(path) as stream:
            stream.write(content)
    return tuple(contents)


def _files(translator: Translator, chart: Chart, output: Path, format: str) -> dict[Path, bytes]:
    """Return the contents of the files by path."""
    from service.map import figure, tables

    if format == "embedding-projector":
        contents = tables.projector(chart)
        names = ("vectors", "metadata")
        return {
            output.with_name(f"{output.stem}.{name}.tsv"): content
            for name, content in zip(names, contents, strict=True)
        }
    if format == "atlas":
        return {output: tables.atlas(chart)}
    if format == "html":
        return {output: one_file(title(translator), pack(chart, translator.verdict.label)).encode()}
    return {output: figure.figure(chart, format)}
