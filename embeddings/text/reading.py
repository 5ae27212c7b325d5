"""Read text files as blocks of whole lines, in one pass and in bounded memory."""

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

#: Bytes per block. Longer lines are cut at white space. gensim cuts lines after 10,000 words, about
#: 60 kB, so these cuts make no difference.
BLOCK = 1 << 18

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

#: Control characters that do not occur in text: all except backspace, white space and escape.
_CONTROL = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b") | {127})

#: Largest share of control characters in text. Random bytes have a tenth; text has none, or a stray
#: one in a thousand.
_MOST_CONTROL = 0.02


#: Treatment of invalid UTF-8.
BadBytes = Literal["refuse", "replace"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Options for reading text.

    Parameters
    ----------
    bad_bytes
        `"refuse"` makes invalid UTF-8 an error; `"replace"` substitutes U+FFFD, which is not a
        letter.
    unique_lines
        Whether to skip lines that occurred before, in any file. A set stores a hash of each line,
        about 80 bytes: 0.8 GB for ten million lines.
    """

    bad_bytes: BadBytes = "refuse"
    unique_lines: bool = False


@dataclass(frozen=True)
class Block:
    """A block of whole lines of one file.

    Parameters
    ----------
    file
        The file.
    line
        Number of the first line, from 1.
    text
        The lines, about `BLOCK` bytes at most.
    share
        Share of all files read so far, from 0 to 1, by bytes on disk; None if unknown.
    replaced
        Number of replacements of invalid UTF-8 in the block.
    bad_line
        Number of the first line with invalid UTF-8; None if there is none.
    """

    file: Path
    line: int
    text: str
    share: float | None
    replaced: int = 0
    bad_line: int | None = None


def read_text(files: Sequence[Path], reading: Reading) -> Iterator[Block]:
    """Yield the text of `files` (UTF-8, plain or compressed) in blocks of whole lines.

    Raises
    ------
    MalformedFile
        If a file is not text, has invalid UTF-8 that is an error, or has damaged compressed data.
        The last two name the line.
    """
    blocks = _read_all(files, reading)
    return _unique(blocks) if reading.unique_lines else blocks


def total_bytes(files: Iterable[Path]) -> int | None:
    """Return the total size of the files in bytes; None if one is a pipe or the standard input."""
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
                # At most 1, because a file may grow while it is read.
                share = min(1.0, (before + plain.tell()) / total) if total else None
                yield _decoded(Block(file, line, "", share), piece, reading)
        before += file.stat().st_size if total else 0


@contextmanager
def _open(file: Path) -> Iterator[tuple[BufferedIOBase, BufferedIOBase]]:
    """Yield the raw stream of a file, whose position is the progress, and the decompressed one."""
    if str(file) == "-":
        with open_binary(file) as stdin:
            yield cast(BufferedIOBase, stdin), cast(BufferedIOBase, stdin)
        return
    with file.open("rb") as plain, decompressed(plain, file) as stream:
        yield plain, cast(BufferedIOBase, stream)


def _pieces(stream: BufferedIOBase, file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield blocks of whole lines, about `BLOCK` bytes at most, and the number of the first line.

    Data is read in small parts, so that the report of damage can name the line.
    """
    line, size = 1, 0
    parts: list[bytes] = []
    try:
        while part := stream.read1(BLOCK):
            parts.append(part)
            size += len(part)
            if size >= BLOCK:
                data = b"".join(parts)
                end = _end(data)
                yield line, data[:end]
                line += data.count(b"\n", 0, end)
                parts, size = [data[end:]], size - end
    except DAMAGE as error:
        raise damaged(file, line - 1 + sum(part.count(b"\n") for part in parts)) from error
    yield line, b"".join(parts)


def _end(data: bytes) -> int:
    """Return the end of the last complete line; without one, of the last word or character."""
    end = data.rfind(b"\n") + 1 or max(data.rfind(space) for space in (b" ", b"\t", b"\r")) + 1
    if end:
        return end
    end = len(data) - 1
    while end > len(data) - 4 and data[end] & 0b1100_0000 == 0b1000_0000:  # within a character
        end -= 1
    return end


def _require_text(start: bytes, file: Path) -> None:
    """Raise `MalformedFile` if the first bytes of a file show that it is not UTF-8 text."""
    if start.startswith(_UTF_16):
        raise MalformedFile(
            file, "the file is UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8"
        )
    if b"\0" in start:
        raise MalformedFile(
            file, "the file has NUL bytes: it is not UTF-8 text; convert it or leave it out"
        )
    control = len(start) - len(start.translate(None, _CONTROL))
    if control > _MOST_CONTROL * len(start):
        raise MalformedFile(
            file,
            f"not text: {control:,} of its first {len(start):,} bytes are control characters; "
            "leave the file out",
        )


def _decoded(block: Block, piece: bytes, reading: Reading) -> Block:
    """Return `block` with the decoded text of `piece`."""
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
    """Yield the blocks without repeated lines; white space at the ends of a line is ignored."""
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
