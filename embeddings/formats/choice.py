"""`read` and `write` for vector files of any format.

The content decides the format to read, the suffix the format to write.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal

from embeddings.errors import IsoglossError, MalformedFile
from embeddings.files import COMPRESSED_SUFFIXES, PathLike, open_binary, write_binary
from embeddings.formats.binary import read_word2vec_binary, write_word2vec_binary
from embeddings.formats.fasttext import MAGIC as FASTTEXT_MAGIC
from embeddings.formats.fasttext import read_fasttext, write_fasttext
from embeddings.formats.losses import losses
from embeddings.formats.npz import Precision, read_npz, write_npz
from embeddings.formats.rows import BadRows
from embeddings.formats.text import is_number, parse_header, read_text, write_text
from embeddings.space import Space

#: `text` has a header line (word2vec, fastText `.vec`); `glove` has none.
VectorFormat = Literal["text", "glove", "binary", "fasttext", "npz"]

#: Format to write for each suffix, after the suffix of a compression is removed.
_SUFFIXES: dict[str, VectorFormat] = {
    ".vec": "text",
    ".txt": "text",
    ".glove": "glove",
    ".w2v": "binary",
    ".bin": "fasttext",
    ".npz": "npz",
}

#: Bytes that `sniff` reads: enough to distinguish a text row from binary numbers.
_LOOK_AHEAD = 1 << 14


def read(
    path: PathLike,
    *,
    format: VectorFormat | None = None,
    limit: int | None = None,
    bad_rows: BadRows = "refuse",
    language: str | None = None,
) -> Space:
    """Return the space in the file `path`, compressed or not.

    Parameters
    ----------
    path
        The file.
    format
        Format of the file; None detects it from the first bytes.
    limit
        Maximum number of rows to read. Files are sorted by frequency, so these are the most
        frequent words.
    bad_rows
        `"refuse"` raises at the first bad row; `"skip"` leaves bad rows out and logs their number.
    language
        Language of the space; None uses that of the file (`.npz`).

    Raises
    ------
    MalformedFile
        If the content is invalid; the message has file, line and remedy.
    OSError
        If the file cannot be opened.
    """
    if limit is not None and limit < 1:
        raise IsoglossError(f"the limit of {limit} rows is too small; give 1 or more")
    if os.fspath(path) == "-":
        raise IsoglossError("vectors cannot be read from the standard input; give a file")
    chosen = format or sniff(path)
    counts = subwords = None
    with open_binary(path) as stream:
        if chosen == "npz":
            space = read_npz(stream, path, limit, bad_rows)
            return replace(space, language=language) if language else space
        if chosen == "binary":
            words, vectors = read_word2vec_binary(stream, path, limit, bad_rows)
        elif chosen == "fasttext":
            words, vectors, counts, subwords = read_fasttext(stream, path, limit, bad_rows)
        else:
            words, vectors = read_text(stream, path, limit, bad_rows)
    provenance = {"file": Path(path).name, "format": chosen}
    return Space(words, vectors, language, counts, provenance, subwords)


def sniff(path: PathLike) -> VectorFormat:
    """Return the format of a vector file, detected from its first bytes.

    Raises
    ------
    MalformedFile
        If the file is empty, a pickle or a web page.
    """
    with open_binary(path) as stream:
        start = stream.read(_LOOK_AHEAD)
    if start.startswith(b"PK\x03\x04"):
        return "npz"
    if start.startswith(FASTTEXT_MAGIC):
        return "fasttext"
    if start.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        raise MalformedFile(
            path, "this is a pickle, which is never opened; save the vectors in word2vec format"
        )
    if start.lstrip()[:1] == b"<" and b"<html" in start.lower():
        raise MalformedFile(path, "this is a web page, not a vector file; download it again")
    first, _, rest = start.partition(b"\n")
    header = parse_header(first)
    if header is None:
        return "glove"
    complete = len(start) < _LOOK_AHEAD
    return "text" if _starts_with_text_row(rest, header[1], complete=complete) else "binary"


def _starts_with_text_row(rest: bytes, dimension: int, *, complete: bool) -> bool:
    """Return whether `rest`, the bytes after a header, is a word and `dimension` numbers in text.

    `complete` says that `rest` reaches the end of the file. Otherwise its last field may be cut.
    """
    line, newline, _ = rest.lstrip(b"\r\n").partition(b"\n")
    fields = line.split()[1:]
    if not newline and not complete:
        fields = fields[:-1]
    numbers = fields[-dimension:]
    # A text row may have a typo in a field. One binary number may consist of letters and digits by
    # chance, but not several.
    readable = len(numbers) > 1 and all(
        (field.isascii() and field.isalnum()) or is_number(field) for field in numbers
    )
    return (all(map(is_number, numbers)) or readable) and (bool(fields) or not rest)


def write(
    space: Space,
    path: PathLike,
    *,
    format: VectorFormat | None = None,
    precision: Precision = "float32",
) -> None:
    """Write `space` to `path`. If it fails, an older file stays.

    Parameters
    ----------
    space
        The space to write.
    path
        The file. Its suffix may select a compression: `.gz`, `.bz2`, `.xz` or `.zst`.
    format
        Format of the file; None chooses it by the suffix (`.vec` `.txt` `.glove` `.w2v` `.bin`
        `.npz`).
    precision
        Precision of the numbers in `.npz`; other formats ignore it.

    Raises
    ------
    IsoglossError
        If the suffix is unknown, or the format cannot store the words.
    """
    chosen = format or format_of(path)
    with write_binary(path) as stream:
        _write(space, stream, path, chosen, precision)


def _write(
    space: Space, stream: BinaryIO, path: PathLike, format: VectorFormat, precision: Precision
) -> None:
    if format == "npz":
        write_npz(space, stream, precision)
    elif format == "binary":
        write_word2vec_binary(space, stream, path)
    elif format == "fasttext":
        write_fasttext(space, stream, path)
    else:
        write_text(space, stream, path, header=format == "text")


def format_of(path: PathLike) -> VectorFormat:
    """Return the format to write for the suffix of `path`.

    Raises
    ------
    IsoglossError
        If the suffix is unknown.
    """
    suffixes = [suffix for suffix in Path(path).suffixes if suffix not in COMPRESSED_SUFFIXES]
    if not suffixes or suffixes[-1] not in _SUFFIXES:
        raise IsoglossError(
            f"{path}: cannot tell the format; end the name in {', '.join(_SUFFIXES)}"
        )
    return _SUFFIXES[suffixes[-1]]


__all__ = [
    "BadRows",
    "Precision",
    "VectorFormat",
    "format_of",
    "losses",
    "read",
    "sniff",
    "write",
]
