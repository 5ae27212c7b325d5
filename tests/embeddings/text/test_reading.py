"""Text is read in bounded blocks of whole lines, without loss; errors are reported."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from embeddings import MalformedFile, Reading
from embeddings.text.reading import BLOCK, Block, read_text, total_bytes


def blocks(path: Path, data: bytes, **reading) -> list[Block]:
    path.write_bytes(data)
    return list(read_text([path], Reading(**reading)))


def text(path: Path, data: bytes, **reading) -> str:
    return "".join(block.text for block in blocks(path, data, **reading))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "text"


@pytest.mark.parametrize(
    "line",
    [
        "word " * 20 + "\n",
        "x" * (BLOCK // 3) + "\n",
        "word " * BLOCK,
        "é" * BLOCK,
        "x" + "𐌰" * BLOCK,
    ],
    ids=["short lines", "long lines", "one line", "no space", "four bytes a letter"],
)
def test_blocks_are_bounded_and_lose_nothing(path: Path, line: str) -> None:
    data = line * (3 * BLOCK // len(line) + 1)
    parts = blocks(path, data.encode())
    assert len(parts) > 2
    assert max(len(block.text.encode()) for block in parts) < 2 * BLOCK
    assert "".join(block.text for block in parts) == data


def test_a_block_ends_with_a_line(path: Path) -> None:
    parts = blocks(path, b"some words\n" * BLOCK)
    assert all(block.text.endswith("words\n") for block in parts)
    assert [block.line for block in parts[:2]] == [1, 1 + parts[0].text.count("\n")]


def test_a_line_longer_than_a_block_is_cut_between_words(path: Path) -> None:
    parts = blocks(path, b"some words " * BLOCK)
    assert {word for block in parts for word in block.text.split()} == {"some", "words"}


def test_a_byte_order_mark_is_removed(path: Path) -> None:
    assert text(path, b"\xef\xbb\xbfone\ntwo\n") == "one\ntwo\n"


def test_the_share_goes_by_bytes_on_disc(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(97, 123, 3000, dtype=np.uint8).tobytes()
    files = [tmp_path / "a", tmp_path / "b.gz"]
    files[0].write_bytes(b"x" * 1000)
    files[1].write_bytes(gzip.compress(noise))
    first, last = read_text(files, Reading())
    assert total_bytes(files) == 1000 + files[1].stat().st_size
    assert first.share == pytest.approx(1000 / (1000 + files[1].stat().st_size))
    assert last.share == 1


def test_a_pipe_is_read_and_has_no_share() -> None:
    read, write = os.pipe()
    os.write(write, gzip.compress(b"from a pipe\n"))
    os.close(write)
    (block,) = read_text([Path(f"/dev/fd/{read}")], Reading())
    os.close(read)
    assert block.text == "from a pipe\n"
    assert block.share is None


LATIN_1 = b"fine\n" * BLOCK + b"caf\xe9 caf\xe9\n\xff\n\xef\xbf\xbd\n"


def test_invalid_utf_8_is_an_error_with_its_line(path: Path) -> None:
    with pytest.raises(MalformedFile, match=f"text, line {BLOCK + 1}: not UTF-8"):
        blocks(path, LATIN_1)


def test_invalid_utf_8_can_be_replaced_and_counted(path: Path) -> None:
    parts = blocks(path, LATIN_1, bad_bytes="replace")
    assert parts[-1].text.endswith("fine\ncaf\ufffd caf\ufffd\n\ufffd\n\ufffd\n")
    assert sum(block.replaced for block in parts) == 3
    assert [block.bad_line for block in parts if block.replaced] == [BLOCK + 1]


@pytest.mark.parametrize("bad_bytes", ["refuse", "replace"])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("text".encode("utf-16"), "UTF-16, not UTF-8; convert it first"),
        ("text".encode("utf-16-be"), "NUL bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NUL bytes"),
        (bytes(range(1, 256)) * 9, "not text: 225 of its first 2,295 bytes are control characters"),
    ],
)
def test_binary_files_are_rejected(path: Path, data: bytes, message: str, bad_bytes) -> None:
    with pytest.raises(MalformedFile, match=message) as caught:
        blocks(path, data, bad_bytes=bad_bytes)
    assert "\n" not in str(caught.value)


def test_escape_sequences_of_a_terminal_are_text(path: Path) -> None:
    assert text(path, b"\x1b[1mbold\x1b[0m\f\n") == "\x1b[1mbold\x1b[0m\f\n"


def test_truncated_compressed_text_names_the_line(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(97, 123, BLOCK, dtype=np.uint8)
    noise[99::100] = 10
    whole = gzip.compress(noise.tobytes())
    with pytest.raises(MalformedFile, match="ends early") as caught:
        blocks(tmp_path / "a.gz", whole[: len(whole) // 2])
    assert caught.value.line == pytest.approx(BLOCK / 100 / 2, rel=0.05)


def test_repeated_lines_are_skipped_across_files(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    files[0].write_bytes(b"one\ntwo\none \r\nthree")
    files[1].write_bytes(b"two\nfour\n")
    first, second = read_text(files, Reading(unique_lines=True))
    assert first.text.split("\n") == ["one", "two", "three"]
    assert second.text.split() == ["four"]


def test_repeated_lines_are_kept_by_default(path: Path) -> None:
    assert text(path, b"one\none\n") == "one\none\n"
