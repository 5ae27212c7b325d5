"""Files are read in any compression and written atomically."""

import bz2
import gzip
import lzma
import os
import stat
from pathlib import Path

import pytest

from embeddings import IsoglossError, MalformedFile
from embeddings.files import (
    numbered_lines,
    open_binary,
    read_exactly,
    read_lines,
    write_binary,
    write_folder,
    zstd,
)

SUFFIXES = ["", ".gz", ".bz2", ".xz", ".zst"]
COMPRESS = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}


@pytest.fixture(params=[0o022, 0o077, 0o002])
def umask(request: pytest.FixtureRequest):
    old = os.umask(request.param)
    yield request.param
    os.umask(old)


class Interrupted(Exception):
    """The exception that the body of a `with` raises in these tests."""


def write_half(path: Path) -> None:
    with write_binary(path) as stream:
        stream.write(b"half")
        raise Interrupted


def fill_half(path: Path) -> None:
    with write_folder(path) as folder:
        (folder / "half").write_text("half")
        raise Interrupted


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_written_data_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    with write_binary(path) as stream:
        stream.write(b"text" * 1000)
    with open_binary(path) as stream:
        assert stream.read() == b"text" * 1000


@pytest.mark.parametrize("suffix", COMPRESS)
def test_compression_is_detected_by_signature_not_by_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(COMPRESS[suffix](b"text"))
    with open_binary(path) as stream:
        assert stream.read() == b"text"


@pytest.mark.parametrize("suffix", COMPRESS)
def test_the_suffix_chooses_the_compression_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    with write_binary(path) as stream:
        stream.write(b"text")
    assert path.read_bytes()[:2] == COMPRESS[suffix](b"text")[:2]


@pytest.mark.parametrize("suffix", COMPRESS)
def test_truncated_compressed_data_is_one_clear_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "cut"
    path.write_bytes(COMPRESS[suffix](os.urandom(5000))[:-1500])
    with (
        pytest.raises(MalformedFile, match="cut: the compressed data ends early"),
        open_binary(path) as stream,
    ):
        stream.read()


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])  # a .zst need not have a checksum
def test_flipped_compressed_data_is_one_clear_line(tmp_path: Path, suffix: str) -> None:
    data = bytearray(COMPRESS[suffix](os.urandom(5000)))
    data[1000:1100] = bytes(100)
    path = tmp_path / "flipped"
    path.write_bytes(data)
    with (
        pytest.raises(MalformedFile, match="flipped: the compressed data"),
        open_binary(path) as stream,
    ):
        stream.read()


def test_an_empty_file_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with (
        pytest.raises(MalformedFile, match="empty: the file is empty"),
        open_binary(tmp_path / "empty"),
    ):
        pass


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_binary(tmp_path / "none"):
        pass


def test_an_os_error_of_the_body_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "file.bz2"
    path.write_bytes(bz2.compress(b"text"))
    with pytest.raises(PermissionError), open_binary(path):
        raise PermissionError(13, "no")


def test_lines_are_numbered_without_their_ends(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"a\r\nb\n\nc")
    with open_binary(path) as stream:
        assert list(numbered_lines(stream, path)) == [(1, b"a"), (2, b"b"), (3, b""), (4, b"c")]


def test_damaged_compressed_lines_name_the_last_good_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(b"".join(b"%d\n" % n for n in range(100_000)))[:-9000])
    with pytest.raises(MalformedFile, match=r"cut\.gz, line \d+: the compressed") as caught:
        list(read_lines(path))
    assert caught.value.line is not None and 1 < caught.value.line < 100_000


def test_invalid_utf8_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b"fine\ncaf\xe9\n")
    with pytest.raises(MalformedFile, match="latin, line 2: not UTF-8"):
        list(read_lines(path))


def test_a_byte_order_mark_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfa\n")
    assert list(read_lines(path)) == ["a"]


def test_reading_stops_at_the_end_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "short"
    path.write_bytes(b"12345")
    with open_binary(path) as stream:
        assert read_exactly(stream, 10**15) == b"12345"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_exception_leaves_no_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(Interrupted):
        write_half(tmp_path / f"file{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_exception_leaves_the_old_file_untouched(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(Interrupted):
        write_half(path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]


def test_a_written_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with write_binary(path) as stream:
        stream.write(b"new")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"new"]


def test_a_files_permissions_honour_the_umask(tmp_path: Path, umask: int) -> None:
    with write_binary(tmp_path / "file") as stream:
        stream.write(b"text")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~umask


def test_a_folders_permissions_honour_the_umask(tmp_path: Path, umask: int) -> None:
    with write_folder(tmp_path / "folder"):
        pass
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o777 & ~umask


@pytest.mark.parametrize("writer", [write_binary, write_folder])
def test_a_missing_parent_folder_is_a_clear_error(tmp_path: Path, writer) -> None:
    with (
        pytest.raises(IsoglossError, match=r"none does not exist; create it first$"),
        writer(tmp_path / "none" / "file"),
    ):
        pass


def test_an_exception_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        fill_half(tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []


def test_an_exception_leaves_the_old_folder_untouched(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "old").touch()
    with pytest.raises(Interrupted):
        fill_half(path)
    assert [file.relative_to(tmp_path).as_posix() for file in sorted(tmp_path.rglob("*"))] == [
        "folder",
        "folder/old",
    ]


def test_a_written_folder_replaces_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "old").touch()
    with write_folder(path) as folder:
        (folder / "new").touch()
    assert [file.relative_to(tmp_path).as_posix() for file in sorted(tmp_path.rglob("*"))] == [
        "folder",
        "folder/new",
    ]


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_the_same_data_give_the_same_bytes_in_every_compression(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    written = []
    for clock in (1.0, 1e9):
        monkeypatch.setattr("time.time", lambda clock=clock: clock)
        with write_binary(tmp_path / f"data{suffix}") as stream:
            stream.write(b"the same data")
        written.append((tmp_path / f"data{suffix}").read_bytes())
    assert written[0] == written[1]
