from types import SimpleNamespace

import pytest

from align import api
from embeddings import read
from service.cli import demonstration
from service.http import server

FILES = {"en.npz": "aa.vec", "fr.npz": "bb.vec", "en-fr.gold.txt": "gold.txt"}


@pytest.fixture(autouse=True)
def small(monkeypatch, vectors):
    """Put the planted pair where the shipped one is, which takes longer."""

    def path(name):
        return vectors / FILES[name]

    small = SimpleNamespace(path=path, sample=lambda name: read(path(f"{name}.npz")))
    monkeypatch.setattr(demonstration, "samples", small)


@pytest.fixture
def learned(monkeypatch, model):
    """Put a model that is there already in the place of learning one."""
    monkeypatch.setattr(demonstration, "learn_samples", lambda seed, say: api.open(model))


@pytest.fixture
def served(monkeypatch, learned):
    """Return what was to be served, where nothing is."""
    calls = []

    def serve(folder, host, port, insecure):
        calls.append((folder, (folder / "manifest.json").exists(), host, port))
        return 0

    monkeypatch.setattr(server, "serve_in_child", serve)
    return calls


def test_prints_how_good_it_is_and_some_translations(isogloss):
    result = isogloss("demo", "--no-serve")
    assert result.exit_code == 0
    assert "  P@1: 100.00 %" in result.stdout
    assert "  house: " in result.stdout
    assert "verdict: aligned" in result.stderr


def test_keeps_the_model_where_told(isogloss, tmp_path):
    result = isogloss("demo", "--no-serve", "-o", tmp_path / "en-fr")
    assert result.exit_code == 0
    result = isogloss("translate", tmp_path / "en-fr", "s1", "-k", 1)
    assert result.stdout.startswith("s1\tt1\t")


def test_serves_what_it_learned_and_leaves_nothing(isogloss, served):
    assert isogloss("demo", "--port", 0).exit_code == 0
    [(folder, was_there, host, port)] = served
    assert (was_there, host, port) == (True, "127.0.0.1", 0)
    assert not folder.exists()


def test_ends_with_the_exit_code_of_the_server(isogloss, monkeypatch, learned):
    monkeypatch.setattr(server, "serve_in_child", lambda folder, host, port: 1)
    assert isogloss("demo").exit_code == 1


def test_serve_without_models_is_the_demo(isogloss, served, monkeypatch):
    monkeypatch.delenv("ISOGLOSS_MODELS", raising=False)
    assert isogloss("serve", "--port", 1234).exit_code == 0
    assert served[0][3] == 1234
