import pytest

from service.http import server


@pytest.fixture
def served(monkeypatch):
    """Return what was to be served, where nothing is."""
    calls = []
    monkeypatch.setattr(server, "serve", lambda app, *rest: calls.append((app, *rest)))
    return calls


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("MODELS", "HOST", "PORT", "INDEX_URL"):
        monkeypatch.delenv(f"ISOGLOSS_{name}", raising=False)


def test_serves_both_directions_on_loopback(isogloss, model, served):
    assert isogloss("serve", model, "--threads", 6).exit_code == 0
    [(app, *rest)] = served
    assert rest == ["127.0.0.1", 8000, 1]
    assert list(app.extensions["isogloss"].served.registry.pairs) == ["aa-bb", "bb-aa"]


def test_the_environment_names_models_host_and_port(isogloss, model, served, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_MODELS", str(model))
    monkeypatch.setenv("ISOGLOSS_HOST", "::1")
    monkeypatch.setenv("ISOGLOSS_PORT", "9000")
    assert isogloss("serve").exit_code == 0
    assert served[0][1:3] == ("::1", 9000)


def test_a_folder_without_models_is_refused(fails, tmp_path, served):
    assert "contains no model" in fails("serve", tmp_path)
    assert not served


def test_a_damaged_model_is_refused_before_anything_listens(fails, copy, served):
    (copy / "maps.npz").unlink()
    assert "maps.npz" in fails("serve", copy)
    assert not served


def test_a_url_of_no_database_is_refused_and_not_repeated(fails, model, served):
    message = fails("serve", model, "--index-url", "mysql://me:s3cret@h/db")
    assert message.startswith("the URL of a database begins with postgresql://")
    assert "s3cret" not in message
    assert not served


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_cannot_be_is_wrong_usage(isogloss, model, port):
    assert isogloss("serve", model, "--port", port).exit_code == 2
