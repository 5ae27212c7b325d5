"""A service that searches in PostgreSQL, from the command line to the response; outages too."""

import json
import shutil
import urllib.error
from concurrent.futures import ThreadPoolExecutor

import pytest

import service
from embeddings import IsoglossError
from service.http.app import create_app
from service.http.registry import Served
from service.stores.choice import open_store
from tests.service import planted
from tests.service.running import running

#: Scores are sums of rounded products; two indices agree within a few units of 1e-7.
CLOSE = 1e-5

SMALL = ["--dimension", 16, "--epochs", 2, "--min-count", 2, "--threads", 1]


@pytest.fixture(scope="module")
def built(isogloss, tmp_path_factory):
    """Return a model of about 100 words that guesses unknown words from their sub-words."""
    folder = tmp_path_factory.mktemp("built")
    planted.write_texts(folder)
    files = folder / "source.txt", folder / "target.txt"
    isogloss("build", *files, "-o", folder / "m", "--source", "en", "--target", "xx", *SMALL)
    return folder / "m"


@pytest.fixture
def exported(isogloss, built, postgres, pgvector):
    done = isogloss("export", built, "--to", "pgvector", "--url", postgres.get_uri())
    assert done.exit_code == 0, done.output
    return postgres.get_uri()


def _body(words, k, source="en", target="xx"):
    return {"source": source, "target": target, "words": words, "k": k, "back_translations": False}


def _alike(actual, expected):
    """Return whether two responses are equal, with numbers within `CLOSE`."""
    if isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(
            _alike(actual[k], expected[k]) for k in actual
        )
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(_alike, actual, expected))
    if isinstance(expected, float):
        return actual == pytest.approx(expected, abs=CLOSE)
    return actual == expected


REQUESTS = [
    _body(["s1", "s2", "s77"], 5),
    _body(["s1", "s2", "s77", "same5"], 60),  # more candidates than in the table
    _body(["s1s2", "s199s3", "s4"], 12),  # unknown words, by their sub-words
    _body(["t1", "t1t2"], 100, "xx", "en"),
]


def test_responses_match_those_of_the_index_in_memory(built, exported):
    client = create_app(Served([built])).test_client()
    arguments = ["serve", str(built), "--port", "0", "--threads", "1", "--index-url", exported]
    with running([*arguments, "--workers", "2"]) as server:
        for request in REQUESTS:
            expected = client.post("/v1/translate", json=request).json
            status, body = server.get("/v1/translate", json.dumps(request).encode())
            assert status == 200 and _alike(json.loads(body), expected)
        for among in ("source", "target"):
            path = f"/v1/neighbours?source=en&target=xx&q=s1&k=20&among={among}"
            assert _alike(json.loads(server.get(path)[1]), client.get(path).json)

        def ask(word):
            request = json.dumps(_body([word], 30)).encode()
            return json.loads(server.get("/v1/translate", request)[1])["results"][0]

        words = [f"s{n}" for n in range(1, 100) if n % 5]
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(ask, words))
        assert [answer["word"] for answer in answers] == words
        assert all(len(answer["translations"]) == 30 for answer in answers)
        assert server.stop() == 0
    assert "Traceback" not in "\n".join(server.said)


@pytest.fixture
def store(exported):
    """Yield the database with the exported model."""
    store = open_store(exported)
    yield store
    store.close()


def test_unknown_words_are_guessed_and_known_ones_are_not(built, store):
    client = create_app(Served([built], store)).test_client()
    results = client.post("/v1/translate", json=REQUESTS[2]).json["results"]
    assert [item["guessed"] for item in results] == [True, True, False]


@pytest.fixture
def stopped(postgres):
    """Yield functions that stop and start PostgreSQL; it runs again after the test."""
    yield postgres.stop, postgres.start
    postgres.start()


def _post(server, request):
    try:
        status, body = server.get("/v1/translate", json.dumps(request).encode())
    except urllib.error.HTTPError as error:
        assert error.headers["Content-Type"] == "application/problem+json"
        assert error.headers["Retry-After"] == "5"
        status, body = error.code, error.read()
    return status, json.loads(body)


def test_without_the_database_only_the_tables_are_served(built, exported, stopped):
    stop, start = stopped
    known, searched, guessed = _body(["s1", "xyzzy9"], 10), _body(["s1"], 11), _body(["s1s2"], 3)
    arguments = ["serve", str(built), "--port", "0", "--threads", "1", "--index-url", exported]
    with running(arguments) as server:
        assert [_post(server, request)[0] for request in (known, searched, guessed)] == [200] * 3
        stop()
        assert _post(server, _body(["s1", "s2"], 10))[0] == 200
        for request in (searched, guessed):
            status, problem = _post(server, request)
            assert status == problem["status"] == 503
            assert "the database of this service does not answer" in problem["detail"]
        assert server.get("/health")[0] == 200
        start()
        assert [_post(server, request)[0] for request in (known, searched, guessed)] == [200] * 3
        assert server.stop() == 0
    log = "\n".join(server.said)
    assert "cannot search: postgresql:///postgres: " in log
    assert "Traceback" not in log


def test_a_model_that_was_not_exported_is_rejected_before_the_server_listens(
    fails, built, postgres, pgvector
):
    message = fails("serve", built, "--index-url", postgres.get_uri())
    assert message.startswith(
        f"{built}: postgresql:///postgres does not have this version of the model ("
    )
    assert f"`isogloss export {built} --to pgvector --url postgresql:///postgres`" in message


def test_reloading_a_model_that_was_not_exported_changes_nothing(built, store, tmp_path):
    shutil.copytree(built, tmp_path / "models" / "m")
    served = Served([tmp_path / "models"], store)
    before, manifest = served.registry, tmp_path / "models" / "m" / "manifest.json"
    assert (served.reload(), served.registry.pairs) == ((), before.pairs)
    manifest.write_text(manifest.read_text() + "\n")  # another version, by its checksum
    with pytest.raises(IsoglossError, match="does not have this version of the model"):
        served.reload()
    assert served.registry is not None and served.registry.pairs == before.pairs


def test_a_wsgi_server_reads_the_database_from_the_environment(built, exported, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_MODELS", str(built))
    monkeypatch.setenv("ISOGLOSS_INDEX_URL", exported)
    app = service.create_app()
    store = app.extensions["isogloss"].served.store
    assert store.shown == "postgresql:///postgres"
    assert app.test_client().post("/v1/translate", json=REQUESTS[1]).status_code == 200
    store.close()
