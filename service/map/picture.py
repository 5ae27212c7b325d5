"""From a translator to a picture of it: which words, and in what kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from align.picture.chart import Chart, WordRows, chosen, most_frequent
from align.translation.translator import Translator
from embeddings import IsoglossError
from embeddings.files import read_lines, write_binary
from service.map.pack import pack
from service.map.page import one_file

#: What an ending stands for; `.tsv` for two files.
ENDINGS = {
    ".html": "html",
    ".png": "png",
    ".svg": "svg",
    ".tsv": "embedding-projector",
    ".parquet": "atlas",
}
FORMATS = tuple(ENDINGS.values())


def format_of(output: Path) -> str:
    """Return the format that the ending of `output` stands for.

    Raises
    ------
    IsoglossError
        If it stands for none.
    """
    if output.suffix.lower() not in ENDINGS:
        raise IsoglossError(f"{output}: end the name in {', '.join(ENDINGS)}; or give --format")
    return ENDINGS[output.suffix.lower()]


def rows(translator: Translator, words: Path | None, most: int) -> tuple[WordRows, WordRows]:
    """Return the rows of the words in the file `words`, or else of the `most` most frequent."""
    return chosen(translator, _lines(words)) if words else most_frequent(translator, most)


def _lines(path: Path) -> Iterator[str]:
    return (line.strip() for line in read_lines(path) if line.strip())


def title(translator: Translator) -> str:
    """Return what the map of `translator` is called."""
    return f"{translator.source.language} and {translator.target.language}: Isogloss"


def write(translator: Translator, chart: Chart, output: Path, format: str) -> tuple[Path, ...]:
    """Write `chart` of `translator` as a file of a format in `FORMATS`; return what was written."""
    made = _files(translator, chart, output, format)
    for path, part in made.items():
        with write_binary(path) as stream:
            stream.write(part)
    return tuple(made)


def _files(translator: Translator, chart: Chart, output: Path, format: str) -> dict[Path, bytes]:
    """Return what is written, by where."""
    from service.map import figure, tables

    if format == "embedding-projector":
        parts = tables.projector(chart)
        names = ("vectors", "metadata")
        return {
            output.with_name(f"{output.stem}.{name}.tsv"): part
            for name, part in zip(names, parts, strict=True)
        }
    if format == "atlas":
        return {output: tables.atlas(chart)}
    if format == "html":
        return {output: one_file(title(translator), pack(chart, translator.verdict.label)).encode()}
    return {output: figure.figure(chart, format)}
