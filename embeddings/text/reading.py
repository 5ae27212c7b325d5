"""Files of text as blocks of whole lines, in one pass and in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from io import BufferedIOBase
from pathlib import Path
from typing import Literal, cast

from embeddings.errors import MalformedFile
from embeddings.files import DAMAGE, damaged, decompressed, open_binary

#: Bytes of text in a block. Longer lines are cut at white space. gensim cuts lines after 10,000
#: words, about 60 kB, so these cuts make no difference.
BLOCK = 1 << 18

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

#: Control characters that do not occur in text: all but backspace, white space and escape.
_CONTROL = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b") | {127})

#: Largest share of control characters in text. A tenth of random bytes are control characters; text
#: has none, or a stray one in a thousand.
_MOST_CONTROL = 0.02


#: What to do with invalid UTF-8.
BadBytes = Literal["refuse", "replace"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Options for reading text.

    Parameters
    ----------
    bad_bytes
        Whether invalid UTF-8 is an error, or is replaced by U+FFFD, which is not a letter.
    unique_lines
        Whether repeated lines are left out, in all files together. A hash of each line is kept: in
        a Python set that takes about 80 bytes a line, 0.8 GB for ten million lines.
    """

    bad_bytes: BadBytes = "refuse"
    unique_lines: bool = False


@dataclass(frozen=True)
class Block:
    """Whole lines of one file.

    Parameters
    ----------
    file
        The file.
    line
        Number of the first line, from 1.
    text
        About `BLOCK` bytes at most.
    share
        Share of all files read so far, 0 to 1 by bytes on disk; None if unknown.
    replaced
        Number of replacements of invalid UTF-8.
    bad_line
        The first line with invalid UTF-8.
    """

    file: Path
    line: int
    text: str
    share: float | None
    replaced: int = 0
    bad_line: int | None = None


def read_text(files: Sequence[Path], reading: Reading) -> Iterator[Block]:
    """Yield the text of `files`, in UTF-8, plain or compressed, in blocks of whole lines.

    Raises
    ------
    MalformedFile
        With the line, if invalid UTF-8 is an error or compressed data ends early; or if a file is
        not text.
    """
    blocks = _read_all(files, reading)
    return _unique(blocks) if reading.unique_lines else blocks


def total_bytes(files: Iterable[Path]) -> int | None:
    """Return the bytes of all files on disk; None if one is a pipe or the standard input."""
    if all(str(file) != "-" and file.is_file() for file in files):
        return sum(file.stat().st_size for file in files)
    return None


def _read_all(files: Sequence[Path], reading: Reading) -> Iterator[Block]:
    total, before = total_bytes(files), 0
    for file in files:
        with _open(file) as (plain, stream):
            for line, piece in _pieces(stream, file):
                if line == 1 and piece:
                    _require_text(piece, file)
                # A file may grow while it is read.
                share = min(1.0, (before + plain.tell()) / total) if total else None
                yield _decoded(Block(file, line, "", share), piece, reading)
        before += file.stat().st_size if total else 0


@contextmanager
def _open(file: Path) -> Iterator[tuple[BufferedIOBase, BufferedIOBase]]:
    """Open a file twice: as it is on disk, to know how much was read, and decompressed."""
    if str(file) == "-":
        with open_binary(file) as stdin:
            yield cast(BufferedIOBase, stdin), cast(BufferedIOBase, stdin)
        return
    with file.open("rb") as plain, decompressed(plain, file) as stream:
        yield plain, cast(BufferedIOBase, stream)


def _pieces(stream: BufferedIOBase, file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number of a first line, and whole lines from it on, about `BLOCK` bytes at most.

    Data is read in small parts, so that damage is reported with the line before it.
    """
    line, size = 1, 0
    parts: list[bytes] = []
    try:
        while part := stream.read1(BLOCK):
            parts.append(part)
            size += len(part)
            if size >= BLOCK:
                whole = b"".join(parts)
                end = _end(whole)
                yield line, whole[:end]
                line += whole.count(b"\n", 0, end)
                parts, size = [whole[end:]], size - end
    except DAMAGE as error:
        raise damaged(file, line - 1 + sum(part.count(b"\n") for part in parts)) from error
    yield line, b"".join(parts)


def _end(whole: bytes) -> int:
    """Return the end of the last line; without one, of the last word, else the last character."""
    end = whole.rfind(b"\n") + 1 or max(whole.rfind(space) for space in (b" ", b"\t", b"\r")) + 1
    if end:
        return end
    end = len(whole) - 1
    while end > len(whole) - 4 and whole[end] & 0b1100_0000 == 0b1000_0000:  # inside a character
        end -= 1
    return end


def _require_text(start: bytes, file: Path) -> None:
    """Raise `MalformedFile` if a file that begins with `start` is not text in UTF-8."""
    if start.startswith(_UTF_16):
        raise MalformedFile(
            file, "text in UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8"
        )
    if b"\0" in start:
        raise MalformedFile(
            file, "has zero bytes: not text, or not in UTF-8; give text in UTF-8, or leave it out"
        )
    control = len(start) - len(start.translate(None, _CONTROL))
    if control > _MOST_CONTROL * len(start):
        raise MalformedFile(
            file,
            f"not text: {control:,} of its first {len(start):,} bytes are control characters; "
            "leave it out",
        )


def _decoded(block: Block, piece: bytes, reading: Reading) -> Block:
    """Return `block` with the text of `piece`."""
    if block.line == 1:
        piece = piece.removeprefix(_BOM)
    try:
        return replace(block, text=piece.decode())
    except UnicodeDecodeError as error:
        bad_line = block.line + piece.count(b"\n", 0, error.start)
    if reading.bad_bytes == "refuse":
        raise MalformedFile(
            block.file,
            "not UTF-8; convert the file, for example with iconv, or use --bad-bytes replace",
            line=bad_line,
        )
    text = piece.decode(errors="replace")
    replaced = text.count("\ufffd") - piece.count("\ufffd".encode())
    return replace(block, text=text, replaced=replaced, bad_line=bad_line)


def _unique(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out repeated lines; white space at their ends does not count."""
    seen: set[int] = set()
    for block in blocks:
        lines = []
        for line in block.text.split("\n"):
            digest = blake2b(line.strip().encode(), digest_size=8).digest()
            number = int.from_bytes(digest, "little")
            if number not in seen:
                seen.add(number)
                lines.append(line)
        yield replace(block, text="\n".join(lines))
