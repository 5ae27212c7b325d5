import gc
import shutil
import weakref

import pytest

from align.translation.translator import Translator
from service.http import cache
from service.http.app import create_app
from service.http.registry import Served

LOOKUP = "/v1/translate?source=aa&target=bb&q="


@pytest.fixture
def looked_up(monkeypatch):
    """Return the words that were looked up, and not answered from the cache."""
    words, translate = [], Translator.translate

    def spy(self, queries, k=5):
        words.extend(queries)
        return translate(self, queries, k)

    monkeypatch.setattr(Translator, "translate", spy)
    return words


def test_a_repeated_request_is_looked_up_once_and_has_the_same_response(client, looked_up):
    first, second = client.get(LOOKUP + "s1"), client.get(LOOKUP + "s1")
    assert looked_up == ["s1"]
    assert second.data == first.data
    own = {"X-Request-ID"}
    assert set(dict(second.headers)) == set(dict(first.headers))
    assert {k: v for k, v in second.headers if k not in own} == {
        k: v for k, v in first.headers if k not in own
    }


@pytest.mark.parametrize("more", ["&k=4", "&back_translations=true", "&group_forms=true", "&k=5"])
def test_other_parameters_are_another_request(client, looked_up, more):
    client.get(LOOKUP + "s1")
    before = len(looked_up)
    client.get(LOOKUP + "s1" + more)
    assert len(looked_up) > before


def test_head_never_has_the_body_of_a_cached_get(client):
    client.get(LOOKUP + "s1")
    assert client.head(LOOKUP + "s1").data == b""


def test_an_error_is_not_cached(client, looked_up):
    url = "/v1/translate?source=aa&target=xx&q=s1"
    assert [client.get(url).status_code for _ in range(2)] == [404, 404]


def test_a_large_response_is_not_cached(client, looked_up):
    for _ in range(2):
        client.get(LOOKUP + "s1&k=100")
    assert looked_up == ["s1", "s1"]


def test_the_least_recently_used_response_is_evicted(client, looked_up, monkeypatch):
    monkeypatch.setattr(cache, "_ANSWERS", 2)
    for word in ("s1", "s2", "s1", "s3", "s1", "s2"):
        client.get(LOOKUP + word)
    assert looked_up == ["s1", "s2", "s3", "s2"]


def test_a_reload_of_other_models_clears_the_cache(isogloss, model, vectors, tmp_path, looked_up):
    folder = tmp_path / "served"
    shutil.copytree(model, folder)
    served = Served([folder])
    client = create_app(served).test_client()
    first = client.get(LOOKUP + "s1").json
    isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", folder, "--no-spelling")
    assert client.get(LOOKUP + "s1").json == first
    assert served.reload() == ("aa-bb", "bb-aa")
    second = client.get(LOOKUP + "s1").json
    assert second != first
    assert second["results"][0]["translations"][0]["word"] == "t1"
    assert looked_up == ["s1", "s1"]


def test_the_cache_does_not_keep_replaced_models_in_memory(model, tmp_path):
    folder = tmp_path / "served"
    shutil.copytree(model, folder)
    served = Served([folder])
    client = create_app(served).test_client()
    client.get(LOOKUP + "s1")
    before = weakref.ref(served.registry)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text() + " ")
    assert served.reload() == ("aa-bb", "bb-aa")
    gc.collect()
    assert before() is None
    assert client.get(LOOKUP + "s1").status_code == 200
