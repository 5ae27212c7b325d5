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
def asked(monkeypatch):
    """Return the words that were looked up, not answered from what is kept."""
    words, translate = [], Translator.translate

    def spy(self, given, k=5):
        words.extend(given)
        return translate(self, given, k)

    monkeypatch.setattr(Translator, "translate", spy)
    return words


def test_the_same_question_is_looked_up_once_and_answered_the_same(client, asked):
    first, second = client.get(LOOKUP + "s1"), client.get(LOOKUP + "s1")
    assert asked == ["s1"]
    assert second.data == first.data
    own = {"X-Request-ID"}
    assert set(dict(second.headers)) == set(dict(first.headers))
    assert {k: v for k, v in second.headers if k not in own} == {
        k: v for k, v in first.headers if k not in own
    }


@pytest.mark.parametrize("more", ["&k=4", "&back_translations=true", "&k=5"])
def test_another_question_is_another(client, asked, more):
    client.get(LOOKUP + "s1")
    before = len(asked)
    client.get(LOOKUP + "s1" + more)
    assert len(asked) > before


def test_head_has_no_body_of_a_get(client):
    client.get(LOOKUP + "s1")
    assert client.head(LOOKUP + "s1").data == b""


def test_an_error_is_not_kept(client, asked):
    url = "/v1/translate?source=aa&target=xx&q=s1"
    assert [client.get(url).status_code for _ in range(2)] == [404, 404]


def test_what_is_large_is_not_kept(client, asked):
    for _ in range(2):
        client.get(LOOKUP + "s1&k=100")
    assert asked == ["s1", "s1"]


def test_the_least_recently_asked_makes_room(client, asked, monkeypatch):
    monkeypatch.setattr(cache, "_ANSWERS", 2)
    for word in ("s1", "s2", "s1", "s3", "s1", "s2"):
        client.get(LOOKUP + word)
    assert asked == ["s1", "s2", "s3", "s2"]


def test_other_models_give_other_answers(isogloss, model, vectors, tmp_path, asked):
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
    assert asked == ["s1", "s1"]


def test_models_that_are_replaced_are_not_kept_for_their_answers(model, tmp_path):
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
