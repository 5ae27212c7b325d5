"""The Dockerfile, held to what it promises, without Docker: its very commands are run."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from align.learning.alignment import learn
from align.model.build import build
from align.model.save import save
from align.seed.find import find_seed
from tests.service import planted
from tests.service.running import ROOT, running


def _instructions():
    """Return the instructions as (name, arguments), continued lines joined, comments left out."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [tuple(line.split(maxsplit=1)) for line in joined if line.strip()]


INSTRUCTIONS = _instructions()
LAST_STAGE = INSTRUCTIONS[max(n for n, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]


def _only(name):
    """Return the arguments of an instruction that the last stage has once."""
    [arguments] = [arguments for other, arguments in LAST_STAGE if other == name]
    return arguments


def _command(name):
    """Return the list of an instruction in exec form, which no shell stands between."""
    arguments = _only(name)
    return json.loads(arguments[arguments.index("[") :])


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """Return a folder with the model of the planted pair."""
    source, target = planted.spaces()
    rng = np.random.default_rng(0)
    alignment = learn(source, target, find_seed(source, target, rng=rng), rng=rng)
    folder = tmp_path_factory.mktemp("models")
    save(build(source, target, alignment, ("aa", "bb")), folder / "aa-bb")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return probe.getsockname()[1]


def test_what_builds_is_not_what_runs():
    stages = [arguments for name, arguments in INSTRUCTIONS if name == "FROM"]
    assert len(stages) >= 2
    assert any("--from=" in arguments for name, arguments in LAST_STAGE if name == "COPY")


def test_every_base_image_carries_a_tag():
    for name, arguments in INSTRUCTIONS:
        if name == "FROM":
            tag = re.match(r"\S+?(?::(\S+)|@sha256:\w+)", arguments)
            assert tag and tag.group(1) != "latest", arguments


def test_it_runs_without_rights():
    names = [name for name, _ in LAST_STAGE]
    assert names.index("USER") < names.index("CMD")
    assert _only("USER").split(":")[0] not in ("root", "0")


def test_nothing_is_added_from_elsewhere():
    assert not [arguments for name, arguments in INSTRUCTIONS if name == "ADD"]
    assert not re.search(r"https?://(?!127\.0\.0\.1)", (ROOT / "Dockerfile").read_text())


def test_the_port_is_the_same_everywhere():
    port = _only("EXPOSE")
    assert _command("CMD")[_command("CMD").index("--port") + 1] == port
    assert f"127.0.0.1:{port}/" in _command("HEALTHCHECK")[-1]


def test_the_models_that_are_served_are_those_that_were_built():
    [folder] = re.findall(r"ISOGLOSS_MODELS=(\S+)", _only("ENV"))
    [built] = [arguments for name, arguments in INSTRUCTIONS if "isogloss demo" in arguments]
    assert f"--output {folder}/" in built
    assert any(arguments.endswith(f"{folder} {folder}") for _, arguments in LAST_STAGE)


def test_what_is_copied_from_the_checkout_is_there():
    for name, arguments in INSTRUCTIONS:
        if name == "COPY" and "--from=" not in arguments:
            for path in arguments.split()[:-1]:
                assert (ROOT / path).exists(), path
    assert (ROOT / "requirements.lock").exists()


def test_its_command_serves_and_its_check_passes(models):
    exposed, port = _only("EXPOSE"), str(_free_port())
    program, *arguments = (port if part == exposed else part for part in _command("CMD"))
    assert program == "isogloss"
    with running(arguments, {"ISOGLOSS_MODELS": str(models)}) as server:
        assert server.port == int(port)
        assert server.get("/health")[0] == 200
        python, *check = (part.replace(exposed, port) for part in _command("HEALTHCHECK"))
        assert python == "python"
        assert subprocess.run([sys.executable, *check], timeout=20).returncode == 0
        assert server.stop() == 0


def test_its_check_fails_where_nothing_listens():
    port = str(_free_port())
    _, *check = (part.replace(_only("EXPOSE"), port) for part in _command("HEALTHCHECK"))
    done = subprocess.run([sys.executable, *check], timeout=20, capture_output=True)
    assert done.returncode != 0
