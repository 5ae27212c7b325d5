import re

from align import Step
from align.reweight import Maps
from service.progress import announcer, step_reporter, training_reporter


def test_messages_go_to_stderr_with_their_seconds(capsys):
    announcer()("reading [bold]a[/bold].vec")
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(r" +\d+\.\d s  reading \[bold\]a\[/bold\]\.vec\n", told.err)


def test_a_long_message_stays_one_line(capsys):
    announcer()("word " * 100)
    assert capsys.readouterr().err.count("\n") == 1


def test_a_round_is_told_in_words():
    told: list[str] = []
    step_reporter(told.append)(Step("rotate", 2000, 1234, 0.56789, Maps(None, None)))
    assert told == ["rotate over 2,000 words: 1,234 mutual pairs, mean score 0.5679"]


def test_training_is_told_with_its_share():
    told: list[str] = []
    training_reporter(told.append)("trained epoch 1 of 4", 0.25)
    assert told == ["trained epoch 1 of 4 (25%)"]
