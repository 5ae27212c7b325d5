import re
from types import SimpleNamespace

import numpy as np
import pytest

from align.learning.config import Solver, Stage
from align.learning.selflearn import Round, State, Step
from align.seed.transport import STARTS, transport
from embeddings import Space
from embeddings.progress import Advanced, Attempted, Message
from service.progress import announcer, duration, reporter, seconds_left


@pytest.fixture
def log():
    """Return messages that were told, and a clock that a test sets."""
    lines: list[str] = []
    return SimpleNamespace(lines=lines, say=lines.append, now=100.0)


def clock(log):
    return lambda: log.now


def test_messages_go_to_stderr_with_their_seconds(capsys):
    announcer()("reading [bold]a[/bold].vec")
    log = capsys.readouterr()
    assert log.out == ""
    assert re.fullmatch(r" +\d+\.\d s  reading \[bold\]a\[/bold\]\.vec\n", log.err)


def test_a_long_message_stays_one_line(capsys):
    announcer()("word " * 100)
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("seconds", "done", "ahead", "left"),
    [
        (2.0, [2000], [2000], 2.0),
        (2.0, [2000], [4000], 8.0),
        (10.0, [1000, 2000], [1000, 2000, 4000], 42.0),
        (10.0, [1000], [], 0.0),
    ],
)
def test_rounds_take_time_by_the_square_of_their_words(seconds, done, ahead, left):
    assert seconds_left(seconds, done, ahead) == pytest.approx(left)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (99.4, "99 s"),
        (100, "2 min"),
        (3600, "60 min"),
        (7200, "2 h 0 min"),
        (9000, "2 h 30 min"),
    ],
)
def test_a_duration_is_told_as_people_say_it(seconds, words):
    assert duration(seconds) == words


def step(number, ahead, vocabulary=2000):
    stage = Stage(Solver.ROTATE, vocabulary, 16, 0.2)
    result = Round(Solver.ROTATE, vocabulary, 1234, 0.56789)
    return Step(stage, number, result, None, State(None), ahead)


def test_a_round_is_told_in_words(log):
    report = reporter(log.say, clock(log))
    log.now += 3
    report(step(1, (2000, 4000)))
    log.now += 5
    report(step(2, (2000,)))
    report(step(3, ()))
    one = "rotate over 2,000 words, round {} of at most 16: 1,234 mutual pairs, mean score 0.5679"
    assert log.lines == [
        f"{one.format(1)}; at most 15 s left",
        f"{one.format(2)}; at most 4 s left",
        one.format(3),
    ]


def test_a_second_start_has_a_time_of_its_own(log):
    report = reporter(log.say, clock(log))
    log.now += 300
    report(step(1, (2000,)))
    report(Message("starting again, colder"))
    log.now += 5
    report(step(1, (2000,)))
    assert log.lines[-1].endswith("; at most 5 s left")


def test_training_is_told_with_its_share_and_what_is_left(log):
    report = reporter(log.say, clock(log))
    report(Advanced("training on 1,000 words", 0.0))
    log.now += 20
    report(Advanced("trained epoch 1 of 4", 0.25))
    report(Advanced("trained epoch 4 of 4", 1.0))
    assert log.lines == [
        "training on 1,000 words",
        "trained epoch 1 of 4 (25%); about 60 s left",
        "trained epoch 4 of 4 (100%)",
    ]


def test_a_share_that_is_unknown_is_not_told(log):
    report = reporter(log.say, clock(log))
    report(Advanced("reading the standard input", None))
    assert log.lines == ["reading the standard input"]


def test_the_time_of_reading_is_not_that_of_training(log):
    report = reporter(log.say, clock(log))
    log.now += 500
    report(Advanced("training on 1,000 words", 0.0))
    log.now += 1
    report(Advanced("trained epoch 1 of 2", 0.5))
    assert log.lines[-1] == "trained epoch 1 of 2 (50%); about 1 s left"


def test_even_work_is_told_every_ten_seconds(log):
    report = reporter(log.say, clock(log))
    report(Advanced("building", 0.0))
    for hundredth in range(1, 101):
        log.now += 0.25
        report(Advanced("building", hundredth / 100))
    assert log.lines == [
        "building",
        "building (40%); about 15 s left",
        "building (80%); about 5 s left",
    ]


def test_a_start_of_the_search_is_told_with_what_is_left_at_most(log):
    report = reporter(log.say, clock(log))
    report(Message("identical: 2,366 pairs"))
    log.now += 2
    report(Attempted("start", 1, STARTS, "objective 0.4"))
    log.now += 2
    report(Attempted("start", 2, STARTS, "objective 0.5"))
    assert log.lines == [
        "identical: 2,366 pairs",
        "start 1 of at most 16: objective 0.4; at most 30 s left",
        "start 2 of at most 16: objective 0.5; at most 28 s left",
    ]


def test_the_last_start_leaves_nothing(log):
    report = reporter(log.say, clock(log))
    log.now += 2
    report(Attempted("start", STARTS, STARTS, "objective 0.4"))
    assert log.lines == ["start 16 of at most 16: objective 0.4"]


def test_what_transport_reports_is_counted(log):
    rng = np.random.default_rng(1)
    words = tuple(f"w{row}" for row in range(60))
    space = Space(words, rng.standard_normal((60, 10)))
    transport(space, space, rng, reporter(log.say))
    assert log.lines[0].startswith(f"start 1 of at most {STARTS}: objective ")
