"""The example of docs/symbols.md, smaller: dialects with a correspondence, and a pair without."""

import importlib.util
import json
import sys

import pytest

from tests.service.running import ROOT

TRAINED = ("--tokens", "whitespace", "--preset", "word2vec", "--sample", 0.01, "--dimension", 24)
ONE_THREAD = ("--threads", 1)


@pytest.fixture(scope="module")
def simulator():
    spec = importlib.util.spec_from_file_location("isogloss_symbols", ROOT / "docs" / "symbols.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def herds(simulator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("herds")
    simulator.write(folder, seed=0, count=6_000, meanings=240)
    return folder


@pytest.fixture(scope="module")
def align(isogloss, herds):
    """Return what trains dialect a and another and aligns them; its result has the exit code."""

    def run(other):
        for name in ("a", other):
            trained = ("train", herds / f"{name}.txt", "-o", herds / f"{name}.npz")
            if not (herds / f"{name}.npz").exists():
                result = isogloss(*trained, "--lang", f"x-{name}", *TRAINED, *ONE_THREAD)
                assert result.exit_code == 0, result.output
        asked = ("--no-spelling", "--init", "transport", *ONE_THREAD)
        spaces = (herds / "a.npz", herds / f"{other}.npz")
        return isogloss("align", *spaces, "-o", herds / f"a-{other}", *asked)

    return run


def test_dialects_are_aligned_and_their_correspondence_found(isogloss, align, herds):
    result = align("b")
    assert result.exit_code == 0
    assert "verdict: aligned" in result.stderr
    report = json.loads(isogloss("evaluate", herds / "a-b", herds / "gold.txt", "--json").stdout)
    assert report["p@1"] > 0.85  # 0.97 in the run of 2026-11-25
    assert report["words"] == 240


def test_what_has_no_correspondence_is_not_aligned(align):
    result = align("unrelated")
    assert result.exit_code == 3
    assert "verdict: not aligned" in result.stderr


def test_the_same_seed_gives_the_same_bouts_and_another_others(simulator, tmp_path):
    for folder, seed in (("one", 1), ("again", 1), ("two", 2)):
        simulator.write(tmp_path / folder, seed=seed, count=5, meanings=50)
    one, again, two = ((tmp_path / f / "a.txt").read_bytes() for f in ("one", "again", "two"))
    assert one == again != two


def test_dialects_share_no_symbol_and_no_bout(simulator, tmp_path):
    simulator.write(tmp_path, seed=0, count=200, meanings=50)
    a, b = ((tmp_path / name).read_text() for name in ("a.txt", "b.txt"))
    assert not set(a.split()) & set(b.split())
    gold = dict(line.split("\t") for line in (tmp_path / "gold.txt").read_text().splitlines())
    assert len(gold) == len(set(gold.values())) == 50
    said = {" ".join(map(gold.get, line.split())) for line in a.splitlines()}
    assert not said & set(b.splitlines())
