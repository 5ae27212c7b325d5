"""Tokens of a corpus are written to a file and counted, with progress reports."""

from itertools import count
from pathlib import Path

import pytest

from embeddings import IsoglossError, Reading, TokenRules
from embeddings.progress import Advanced, Event, Message, silent
from embeddings.text.corpus import tokenize_files
from embeddings.text.reading import BLOCK


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_tokens_are_written_line_by_line_and_counted(tmp_path: Path) -> None:
    files = [write(tmp_path / "a", "One, two.\n\n...\nTwo!"), write(tmp_path / "b", "three\n")]
    tokens = tokenize_files(files, tmp_path / "tokens", silent)
    assert tokens.path.read_text(encoding="utf-8") == "one two\ntwo\nthree\n"
    assert (tokens.counts, tokens.lines) == ({"one": 1, "two": 2, "three": 1}, 3)


def test_rules_and_reading_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"A-b\nA-b\ncaf\xe9 1\n")
    tokens = tokenize_files(
        [tmp_path / "a"],
        tmp_path / "tokens",
        silent,
        rules=TokenRules(lower=False, numbers="normalize"),
        reading=Reading(bad_bytes="replace", unique_lines=True),
    )
    assert tokens.path.read_text(encoding="utf-8") == "A b\ncaf 0\n"


def test_white_space_alone_keeps_any_symbol(tmp_path: Path) -> None:
    file = write(tmp_path / "a", "A-b \u2620\u200d 1\u00a02\n  \n'C'\n")
    rules = TokenRules(kind="whitespace")
    tokens = tokenize_files([file], tmp_path / "tokens", silent, rules=rules)
    assert tokens.path.read_text(encoding="utf-8") == "A-b \u2620\u200d 1 2\n'C'\n"
    assert tokens.total == 5


def events_of(files: list[Path], target: Path, seconds: float, **rest) -> list[Event]:
    """Return the events, with a clock that advances by `seconds` at each reading."""
    ticks = count()
    messages: list[Event] = []
    tokenize_files(files, target, messages.append, clock=lambda: next(ticks) * seconds, **rest)
    return messages


def test_progress_has_words_per_second_and_the_share_of_bytes(tmp_path: Path) -> None:
    files = [write(tmp_path / "a", "a b\n" * 100), write(tmp_path / "b", "c d\n" * 300)]
    assert events_of(files, tmp_path / "tokens", 10) == [
        Advanced("reading 2 files", 0.0),
        Advanced("read 200 words, 20 a second", 0.25),
        Advanced("read 800 words, 40 a second", 1.0),
        Advanced("read 800 words, 27 a second", 1.0),
    ]


def test_progress_is_reported_every_few_seconds_not_every_block(tmp_path: Path) -> None:
    file = write(tmp_path / "a", "a b\n" * (5 * BLOCK))
    assert len(events_of([file], tmp_path / "tokens", 1)) < 2 + 20 / 4
    assert len(events_of([file], tmp_path / "tokens", 10)) > 20


def test_progress_has_no_share_if_the_end_is_unknown(tmp_path: Path, monkeypatch) -> None:
    with write(tmp_path / "a", "a b\n").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        messages = events_of([Path("-")], tmp_path / "tokens", 10)
    assert messages[0].task == "reading the standard input"
    assert [event.share for event in messages] == [None, None, 1.0]


def test_replaced_bytes_are_reported_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"good\n")
    (tmp_path / "b").write_bytes(b"good\n\xe9\n\xe9\n")
    files = [tmp_path / "a", tmp_path / "b"]
    messages = events_of(files, tmp_path / "tokens", 0, reading=Reading(bad_bytes="replace"))
    place = f"{tmp_path / 'b'}, line 2"
    assert messages[-1] == Message(f"replaced invalid UTF-8 in 2 places, first in {place}")


def test_an_error_of_segmentation_names_the_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("embeddings.text.tokens.segment", _no_icu)
    file = write(tmp_path / "zh.txt", "\u6211\u559c\u6b22\u732b\n")
    with pytest.raises(IsoglossError, match=r"zh\.txt: no ICU"):
        tokenize_files([file], tmp_path / "tokens", silent, rules=TokenRules(language="zh"))


def _no_icu(text: str, language: str | None) -> str:
    raise IsoglossError("no ICU")
