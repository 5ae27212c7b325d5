"""Read the pairs of a file in any format: MUSE, TSV, CSV or TBX."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from align.readers.rows import csv_rows, delimiter_of, is_csv, muse_rows, pairs_of
from align.readers.tbx import tbx_pairs
from embeddings.errors import MalformedFile
from embeddings.files import COMPRESSED_SUFFIXES, PathLike, open_binary

#: Byte order marks of UTF-16, in which spreadsheets and terminology tools write Unicode.
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

#: How an XML file starts.
_XML = ("<?xml", "<!DOCTYPE", "<martif", "<tbx")


def read_pairs(
    path: PathLike, source: str | None = None, target: str | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a file, in its order; some may be repeated.

    Parameters
    ----------
    path
        The file, compressed or not.
    source, target
        Names of the languages; None if unknown.

    Raises
    ------
    MalformedFile
        If the content is not what the format asks for, with the line.
    """
    with open_binary(path) as stream:
        data = stream.read()
    suffix = _suffix(path)
    if suffix == ".tbx" or _is_xml(data):
        yield from tbx_pairs(io.BytesIO(data), path, source, target)
        return
    text = _decoded(data, path)
    if suffix == ".csv" or (suffix != ".tsv" and is_csv(text, path)):
        rows = csv_rows(text, path, delimiter_of(text, path))
    else:
        rows = muse_rows(text, path)
    yield from pairs_of(rows, path, source, target)


def _suffix(path: PathLike) -> str:
    """Return the suffix of a file in lower case, without one of compression."""
    suffixes = (each.lower() for each in reversed(Path(path).suffixes))
    return next((each for each in suffixes if each not in COMPRESSED_SUFFIXES), "")


def _is_xml(data: bytes) -> bool:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    return data[:200].decode(encoding, "replace").lstrip().startswith(_XML)


def _decoded(data: bytes, path: PathLike) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark."""
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16")
        data = data.removeprefix(codecs.BOM_UTF8)
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MalformedFile(
            path, "not UTF-8; convert the file, for example with iconv", line=line
        ) from None
