"""Signals to processes of their own: at a point that is not left to chance, and from outside."""

import json
import signal
import subprocess
import sys

import pytest

from tests.service.running import ROOT, STARTING

ADVICE = "interrupted; resume with the same command and --resume"

#: Runs `isogloss` with a message that stops it: the process sends itself the signal.
STOPPING_AT = """
import os, signal, sys
from service import progress

announcer, (message, times, number) = progress.announcer, sys.argv[1:4]

def stopping():
    say, left = announcer(), [int(times)]

    def tell(told):
        say(told)
        left[0] -= message in told
        if message in told and left[0] == 0:
            os.kill(os.getpid(), int(number))

    return tell

progress.announcer = stopping
from service.cli.main import main
main(sys.argv[4:])
"""


def run(*arguments, at="no such message", times=1, number=signal.SIGINT, start=signal.SIG_DFL):
    """Run `isogloss ARGUMENTS` until it says `at`, `times` times, or else to its end.

    It starts with Ctrl-C as `start` says, which otherwise is ignored where the tests are run in the
    background.
    """
    head = [sys.executable, "-c", STOPPING_AT, at, str(times), str(int(number))]
    return subprocess.run(
        [*head, *map(str, arguments), "--threads", "1"],
        capture_output=True,
        text=True,
        timeout=STARTING,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, start),
    )


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def align(vectors, tmp_path):
    """Return a function that runs `isogloss align` on the planted pair, with a stop at a round."""
    (tmp_path / "out").mkdir()
    output = tmp_path / "out" / "model"

    def align(*options, **stopped):
        return run(
            "align", vectors / "aa.vec", vectors / "bb.vec", "-o", output, *options, **stopped
        )

    align.output, align.folder = output, output.with_name("model.unfinished")
    return align


@pytest.fixture(scope="module")
def whole(vectors, tmp_path_factory):
    """Return the model that a run makes which is not interrupted."""
    output = tmp_path_factory.mktemp("whole") / "model"
    done = run("align", vectors / "aa.vec", vectors / "bb.vec", "-o", output)
    assert done.returncode == 0, done.stderr
    return output


@pytest.mark.parametrize(
    ("number", "code", "at"),
    [(signal.SIGINT, 130, "rotate over"), (signal.SIGTERM, 143, "reading")],
)
def test_a_signal_ends_it_with_one_line_and_its_exit_code(align, number, code, at):
    done = align(at=at, number=number)
    assert done.returncode == code
    assert done.stderr.splitlines()[-1] == ADVICE
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert not align.output.exists()


@pytest.mark.parametrize(
    ("at", "stored"),
    [
        ("identical: ", []),
        ("starting from", ["run.json", "seed.npz"]),
        ("round 2 of", ["learned.npz", "run.json", "seed.npz"]),
        ("reweight over", ["learned.npz", "run.json", "seed.npz"]),
        ("wrote", ["learned.npz", "run.json", "seed.npz"]),
    ],
)
def test_an_interrupted_run_goes_on_to_the_same_bytes(align, whole, at, stored):
    assert align(at=at).returncode == 130
    assert names(align.output.parent) == (["model"] if at == "wrote" else []) + (
        ["model.unfinished"] if stored else []
    )
    assert not stored or names(align.folder) == stored
    done = align("--resume")
    assert done.returncode == 0, done.stderr
    assert contents(align.output) == contents(whole)
    assert names(align.output.parent) == ["model"]


def test_what_was_found_is_not_sought_again(align):
    align(at="reweight over")
    message = align("--resume").stderr
    assert "using the stored first pairs" in message
    assert "identical: " not in message and "rotate over" not in message


def test_a_run_interrupted_again_and_again_ends_with_the_same_bytes(align, whole):
    assert align(at="starting from").returncode == 130
    assert align("--resume", at="rotate over", times=2).returncode == 130
    assert align("--resume", at="reweight over").returncode == 130
    assert align("--resume").returncode == 0
    assert contents(align.output) == contents(whole)


def test_an_older_model_stays_until_the_new_one_is_whole(align, whole):
    assert align().returncode == 0
    assert align("--seed", 5, at="building the table").returncode == 130
    assert contents(align.output) == contents(whole)


def test_a_signal_from_outside_ends_a_search(vectors, tmp_path):
    files = map(str, (vectors / "aa.vec", vectors / "bb.vec", "-o", tmp_path / "model"))
    with subprocess.Popen(
        [sys.executable, "-m", "service", "align", *files, "--init", "adversarial"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        message = next(line for line in process.stderr if "epoch 1" in line)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read().splitlines()
        assert process.wait(STARTING) == 143, (message, rest)
    assert rest[-1] == ADVICE
    assert not any("Traceback" in line for line in rest)
    assert names(tmp_path) == []


def test_a_signal_that_is_ignored_stays_ignored(align):
    assert align(at="rotate over", start=signal.SIG_IGN).returncode == 0


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--seed", "1"], "was made with --seed 0; remove the folder or give the same options"),
        (["--no-spelling"], "was made with --spelling; "),
        (["--limit", "300"], "was made without --limit; "),
    ],
)
def test_a_run_with_other_options_is_not_gone_on_with(align, option, message):
    align(at="rotate over")
    before = contents(align.folder)
    done = align("--resume", *option)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"Error: {align.folder}: {message}")
    assert contents(align.folder) == before
    assert not align.output.exists()


def test_a_run_over_other_vectors_is_not_gone_on_with(align, vectors, tmp_path):
    align(at="rotate over")
    files = vectors / "bb.vec", vectors / "aa.vec"
    done = run("align", *files, "-o", align.output, "--resume")
    assert done.returncode == 1
    assert "was made from another SOURCE_VECTORS; " in done.stderr.splitlines()[-1]


def test_without_resume_an_unfinished_run_is_replaced(align, vectors):
    align("--seed", 1, at="rotate over")
    done = align(at="reweight over")
    assert "model.unfinished will be replaced; to resume from it, use --resume" in done.stderr
    run_json = json.loads((align.folder / "run.json").read_text())
    assert run_json["made_with"]["options"]["--seed"] == 0


def test_an_unfinished_run_is_replaced_only_once_there_is_something_new(align):
    align("--seed", 1, at="rotate over")
    before = contents(align.folder)
    align(at="reading")
    assert contents(align.folder) == before


def test_nothing_to_resume_is_no_error(align, whole):
    done = align("--resume")
    assert done.returncode == 0
    assert "does not exist, nothing to resume" in done.stderr
    assert contents(align.output) == contents(whole)


@pytest.mark.parametrize("option", [[], ["--resume"]])
def test_a_folder_of_that_name_that_is_something_else_is_left_alone(
    fails, vectors, tmp_path, option
):
    folder = tmp_path / "model.unfinished"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    files = vectors / "aa.vec", vectors / "bb.vec"
    message = fails("align", *files, "-o", tmp_path / "model", *option)
    assert message == f"{folder}: exists already and is not an unfinished run; move it away"
    assert names(tmp_path) == ["model.unfinished"] and names(folder) == ["thesis.txt"]


@pytest.mark.parametrize("name", ["run.json", "seed.npz", "learned.npz"])
def test_a_damaged_file_of_an_unfinished_run_is_one_line(align, name):
    align(at="reweight over")
    (align.folder / name).write_bytes(b"{")
    done = align("--resume")
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"Error: {align.folder / name}: ") and "remove the folder" in last
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def build(texts):
    """Return a function that runs `isogloss build` on the two texts, with a stop."""
    small = ["--dimension", 16, "--epochs", 3, "--min-count", 2, "--source", "en", "--target", "xx"]
    files = texts / "source.txt", texts / "target.txt"

    def build(output, *options, **stopped):
        return run("build", *files, "-o", output, *small, *options, **stopped)

    return build


@pytest.fixture(scope="module")
def built(build, tmp_path_factory):
    """Return the model that a build makes which is not interrupted."""
    output = tmp_path_factory.mktemp("built") / "model"
    assert build(output).returncode in (0, 3)
    return output


SEEKING = ["run.json", "source.npz", "target.npz"]


@pytest.mark.parametrize(
    ("at", "times", "stored", "trained"),
    [
        ("trained epoch 2 of 3", 1, [], 2),
        ("trained epoch 2 of 3", 2, ["run.json", "source.npz"], 1),
        ("starting from", 1, ["seed.npz", *SEEKING], 0),
        ("building the table", 1, ["learned.npz", "seed.npz", *SEEKING], 0),
    ],
)
def test_a_build_goes_on_without_training_again(build, built, tmp_path, at, times, stored, trained):
    stopped = build(tmp_path / "model", at=at, times=times)
    assert (stopped.returncode, stopped.stderr.splitlines()[-1]) == (130, ADVICE)
    folder = tmp_path / "model.unfinished"
    assert (names(folder) if folder.exists() else []) == sorted(stored)
    done = build(tmp_path / "model", "--resume")
    assert done.stderr.count("trained epoch 1 of 3") == trained
    assert contents(tmp_path / "model") == contents(built)
    assert names(tmp_path) == ["model"]


def test_a_training_that_was_interrupted_leaves_no_temporary_file(build, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    assert build(tmp_path / "model", at="trained epoch 1 of 3").returncode == 130
    assert names(tmp_path) == ["tmp"]
    assert names(tmp_path / "tmp") == []


def test_a_text_from_the_standard_input_cannot_be_resumed(texts, tmp_path):
    languages = "--source", "a", "--target", "b"
    done = run("build", "-", texts / "target.txt", "-o", tmp_path / "m", "--resume", *languages)
    assert done.returncode == 1
    assert "--resume needs files, not the standard input" in done.stderr.splitlines()[-1]
