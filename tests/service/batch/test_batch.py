import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from align.learning.alignment import Alignment
from align.learning.verdict import Evidence, Verdict
from align.maps.reweight import Maps
from align.model.build import build
from align.model.save import save
from embeddings import Normalization
from tests.service import planted
from tests.service.batch.conftest import contents, states
from tests.service.running import ROOT, STARTING, STOPPING


def test_the_table_shows_every_kind_of_job_as_done(ran):
    lines = ran.result.stdout.splitlines()
    assert lines[0].split()[:4] == ["job", "state", "verdict", "P@1"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["train", "xx", "done"],
        ["align", "aa-bb", "done"],
        ["evaluate", "aa-bb", "done"],
        ["lexicon", "aa-bb", "done"],
    ]
    assert "aligned" in lines[2] and "100.00 %" in lines[2] and "MB" in lines[2]


def test_progress_of_all_jobs_goes_to_stderr(ran):
    for message in ("train xx: trained epoch 2 of 2", "align aa-bb: starting from 80 pairs"):
        assert message in ran.result.stderr
    assert "(4 of 4 jobs done)" in ran.result.stderr


def test_outputs_equal_those_of_the_commands(ran, isogloss, tmp_path):
    manifest = json.loads((ran.output / "aa-bb" / "manifest.json").read_text())
    assert manifest["verdict"]["label"] == "aligned"
    assert isogloss("lexicon", ran.output / "aa-bb", "-o", tmp_path / "a.tsv").exit_code == 0
    assert (ran.output / "aa-bb.tsv").read_bytes() == (tmp_path / "a.tsv").read_bytes()
    assert json.loads((ran.output / "aa-bb.evaluation.json").read_text())["p@1"] == 1.0
    assert "language\txx" in isogloss("inspect", ran.output / "xx.npz").stdout


def test_each_job_has_its_own_memory(ran):
    records = json.loads((ran.output / "batch.json").read_text())
    assert all(30 < row["memory_mb"] < 1000 and row["seconds"] > 0 for row in records)


@pytest.fixture
def again(ran, tmp_path):
    """Return a copy of the batch that a test may change."""
    shutil.copytree(ran.file.parent, tmp_path / "pairs")
    shutil.copytree(ran.output, tmp_path / "models", symlinks=True)
    return tmp_path / "pairs" / "pairs.toml", tmp_path / "models"


def test_a_second_run_does_nothing(again, isogloss):
    file, output = again
    before = contents(output)
    result = isogloss("batch", file, "-o", output, "--json")
    assert result.exit_code == 0
    assert "4 of 4 jobs done by an earlier run" in result.stderr
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["kept"] * 4
    assert contents(output) == before


def test_a_second_run_does_the_changed_job_and_prunes_the_old_result(again, isogloss):
    file, output = again
    file.write_text(file.read_text() + "min-probability = 0.999\n")
    result = isogloss("batch", file, "-o", output, "--check")
    assert [line.split()[2] for line in result.stdout.splitlines()[1:]] == [
        *["kept"] * 3,
        "waiting",
    ]
    result = isogloss("batch", file, "-o", output, "--prune")
    assert result.exit_code == 0, result.stderr
    assert list(states(output).values()) == ["kept", "kept", "kept", "done"]
    assert "removed 1 results" in result.stderr
    assert len((output / "aa-bb.tsv").read_text().splitlines()) < planted.WORDS


def test_check_creates_no_folder(ran, isogloss, tmp_path):
    result = isogloss("batch", ran.file, "-o", tmp_path / "new", "--check")
    assert result.exit_code == 0
    assert not (tmp_path / "new").exists()


def test_a_failure_stops_only_dependants_and_not_aligned_is_no_failure(
    isogloss, write, tmp_path, model
):
    x, y = planted.spaces()
    no = Verdict("not aligned", Evidence(1.0), "give some known pairs (--seed-dictionary FILE)")
    identity, plain = Maps(*[x.vectors[:30].T @ x.vectors[:30]] * 2), Normalization((), ())
    alignment = Alignment(identity, plain, plain, {"seed": {}}, no)
    save(build(x, y, alignment, ("aa", "bb")), tmp_path / "noise")
    (tmp_path / "short.txt").write_text("a b\n")
    shutil.copytree(model, tmp_path / "good")
    file = write(
        '[train.aa]\ntext = "short.txt"\n[lexicon.aa-bb]\n'
        '[align.aa-bb]\nsource = "aa"\ntarget = "short.txt"\n'
        '[lexicon.good]\nmodel = "good"\n[lexicon.noise]\nmodel = "noise"\n'
    )
    result = isogloss("batch", file, "-o", tmp_path / "models")
    assert result.exit_code == 1
    assert states(tmp_path / "models") == {
        "train aa": "failed",
        "align aa-bb": "skipped",
        "lexicon aa-bb": "skipped",
        "lexicon good": "done",
        "lexicon noise": "done",
    }
    assert "align aa-bb skipped: needs train aa" in result.stdout
    assert f"train aa failed: {tmp_path / 'short.txt'}: 2 words are too few" in result.stdout
    assert not (tmp_path / "models" / "noise.tsv").exists()
    assert len((tmp_path / "models" / "good.tsv").read_text().splitlines()) == planted.WORDS
    only = write('[lexicon.noise]\nmodel = "noise"\n')
    assert isogloss("batch", only, "-o", tmp_path / "models").exit_code == 0


def test_mistakes_are_reported_before_anything_runs(isogloss, write, tmp_path):
    file = write('[train.en]\ntext = "no.txt"\n[lexicon.a]\n')
    result = isogloss("batch", file, "-o", tmp_path / "models")
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert lines[0] == f"Error: {file}: 2 mistakes; nothing was run"
    assert [line.split(":")[0] for line in lines[1:]] == [
        "  [train.en] text",
        "  [lexicon.a] model",
    ]
    assert not (tmp_path / "models").exists()


def test_a_folder_that_is_not_from_a_batch_is_not_replaced(ran, isogloss, tmp_path):
    (tmp_path / "models" / "aa-bb").mkdir(parents=True)
    result = isogloss("batch", ran.file, "-o", tmp_path / "models")
    assert result.exit_code == 1
    assert "[align.aa-bb] output:" in result.stderr and "move it away" in result.stderr


def test_jobs_and_scheduler_exclude_each_other(isogloss, ran, tmp_path):
    options = ("--jobs", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert isogloss("batch", ran.file, "-o", tmp_path / "models", *options).exit_code == 2


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_interrupted_run_goes_on_to_the_same_bytes(ran, isogloss, tmp_path, number):
    file = tmp_path / "pairs.toml"
    shutil.copytree(ran.file.parent, tmp_path, dirs_exist_ok=True)
    tables = ran.file.read_text().partition("[train.xx]")
    file.write_text(tables[0] + "[align.aa-bb]\nsource = 'aa.vec'\ntarget = 'bb.vec'\n")
    output = tmp_path / "models"
    _stop(number, "align aa-bb: rotate", file, output)
    assert not (output / "aa-bb").is_symlink()
    assert not list((output / ".store").glob("*/result.json"))
    result = isogloss("batch", file, "-o", output)
    assert result.exit_code == 0, result.stderr
    assert "using the stored first pairs" in result.stderr
    expected = {name: bytes for name, bytes in contents(ran.output).items() if "aa-bb/" in name}
    assert contents(output) == expected


def _stop(number, when, file, output):
    """Run the batch, and send it a signal after the message `when`; its job must end with it."""
    command = [sys.executable, "-m", "service", "batch", file, "-o", output]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        for line in process.stderr:
            if when in line:
                child = _child_of(process.pid)
                os.kill(process.pid, number)
                break
        code = process.wait(STARTING)
    assert code == (-number if number == signal.SIGKILL else 128 + number)
    deadline = time.monotonic() + STOPPING
    while _alive(child):
        assert time.monotonic() < deadline, "the job outlives the batch"
        time.sleep(0.02)


def _child_of(pid):
    """Return the id of the process that a thread of `pid` has started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return int(" ".join(file.read_text() for file in threads).split()[0])


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
