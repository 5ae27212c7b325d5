import re

import pytest

from align.translation import forms
from service.http.app import create_app
from service.http.limits import PROBES
from service.http.registry import Served

ASK = {"source": "aa", "target": "bb"}


def _ask(client, words, **more):
    return client.post("/v1/translate", json={**ASK, "words": words, **more})


def test_returns_one_item_for_each_word_in_order(client):
    words = ["s3", "zzz", "s1", "same0", "s3"]
    answer = _ask(client, words).json
    assert (answer["source"], answer["target"]) == ("aa", "bb")
    assert [item["word"] for item in answer["results"]] == words


def test_an_unknown_word_is_not_an_error(client):
    response = _ask(client, ["zzz"])
    assert response.status_code == 200
    assert response.json["results"] == [
        {
            "word": "zzz",
            "found": False,
            "meant": None,
            "rank": None,
            "guessed": False,
            "no_translation": None,
            "suggestions": [],
            "translations": [],
        }
    ]


def test_a_known_word_has_its_candidates_best_first(client):
    [item] = _ask(client, ["s1"]).json["results"]
    assert item["found"] is True
    assert 0 <= item["no_translation"] < 0.1
    shape = {"word", "score", "probability", "cosine", "rank", "mutual"}
    assert [set(candidate) for candidate in item["translations"]] == [shape] * 5
    assert item["translations"][0]["word"] == "t1"
    scores = [candidate["score"] for candidate in item["translations"]]
    assert scores == sorted(scores, reverse=True)
    assert 0.9 < sum(candidate["probability"] for candidate in item["translations"]) < 1.0001


@pytest.mark.parametrize("k", [1, 10, 11, 100])
def test_returns_k_candidates_with_the_same_best(client, k):
    for item in _ask(client, ["s1", "zzz", "s2"], k=k).json["results"]:
        assert len(item["translations"]) == (k if item["found"] else 0)
    best = [item["translations"][:1] for item in _ask(client, ["s1", "s2"], k=k).json["results"]]
    assert [first["word"] for [first] in best] == ["t1", "t2"]


def test_serves_both_directions(client):
    answer = client.post("/v1/translate", json={"source": "bb", "target": "aa", "words": ["t9"]})
    assert answer.json["results"][0]["translations"][0]["word"] == "s9"


def test_get_returns_the_same_as_post(client):
    got = client.get("/v1/translate", query_string={**ASK, "q": "s1", "k": 2}).json
    assert got == _ask(client, ["s1"], k=2).json


def test_the_largest_allowed_request_is_answered(client):
    words = ["é" * 100] * 256
    assert len(_ask(client, words).json["results"]) == 256


def test_words_are_returned_unescaped(client):
    response = _ask(client, ["été", "мир", "<b>"])
    assert "été" in response.text and "мир" in response.text
    assert [item["word"] for item in response.json["results"]] == ["été", "мир", "<b>"]


def test_a_candidate_has_its_evidence(client):
    best = _ask(client, ["s1"]).json["results"][0]
    assert (best["rank"], best["meant"]) == (2, "s1")
    first = best["translations"][0]
    assert first["rank"] == 2 and first["mutual"] is True
    assert 0.5 < first["cosine"] <= 1


@pytest.mark.parametrize("k", [3, 12])
def test_back_translations_match_the_reverse_direction(client, k):
    item = _ask(client, ["s1"], k=k, back_translations=True).json["results"][0]
    assert len(item["translations"]) == k
    for candidate in item["translations"]:
        reverse = client.post(
            "/v1/translate",
            json={"source": "bb", "target": "aa", "words": [candidate["word"]], "k": 3},
        ).json["results"][0]["translations"]
        expected = [{"word": c["word"], "probability": c["probability"]} for c in reverse]
        assert candidate["back_translations"] == expected
    assert item["translations"][0]["back_translations"][0]["word"] == "s1"


def test_get_returns_back_translations_too(client):
    query = {**ASK, "q": "s1", "back_translations": "true"}
    got = client.get("/v1/translate", query_string=query).json
    assert got == _ask(client, ["s1"], back_translations=True).json


@pytest.fixture
def two_stems(monkeypatch):
    """Make all words with the same first letter forms of one stem: those of `t` and of `same`."""
    monkeypatch.setattr(forms, "are_forms", lambda one, other, cosine: one[0] == other[0])


@pytest.mark.parametrize("more", [{}, {"back_translations": True}])
def test_forms_of_one_stem_are_one_candidate_on_request(client, two_stems, more):
    item = _ask(client, ["s1", "zzz"], k=2, group_forms=True, **more).json["results"][0]
    first, second = item["translations"]
    assert first["word"] == "t1" and second["word"].startswith("same")
    assert all(form.startswith("t") for form in first["forms"]) and len(first["forms"]) > 1
    assert first["probability"] + second["probability"] <= 1 + 1e-6
    plain = _ask(client, ["s1"], k=2, **more).json["results"][0]["translations"][0]
    assert "forms" not in plain and first["probability"] >= plain["probability"]
    assert {**first, "probability": 0, "forms": []} == {**plain, "probability": 0, "forms": []}


def test_get_groups_forms_too(client, two_stems):
    got = client.get("/v1/translate", query_string={**ASK, "q": "s1", "group_forms": "true"}).json
    assert got == _ask(client, ["s1"], group_forms=True).json


def test_an_unknown_word_has_the_nearest_spellings(client):
    known, unknown, far = _ask(client, ["s100", "s10o", "zzzzz"]).json["results"]
    assert known["suggestions"] == far["suggestions"] == []
    assert unknown["found"] is False
    assert "s10" in unknown["suggestions"] and len(unknown["suggestions"]) == 3


def test_another_form_of_a_word_is_looked_up_and_reported(client):
    [item] = _ask(client, ["S1"]).json["results"]
    assert (item["found"], item["meant"], item["word"]) == (True, "s1", "S1")


@pytest.mark.parametrize("among", ["source", "target"])
def test_neighbours_are_nearest_first(client, among):
    query = {**ASK, "q": "s1", "k": 4, "among": among}
    answer = client.get("/v1/neighbours", query_string=query).json
    assert (answer["found"], answer["among"], len(answer["neighbours"])) == (True, among, 4)
    words = [near["word"] for near in answer["neighbours"]]
    assert "s1" not in words
    assert all(word.startswith(("s", "t")) for word in words)
    cosines = [near["cosine"] for near in answer["neighbours"]]
    assert cosines == sorted(cosines, reverse=True)
    if among == "target":
        assert words[0] == "t1"


def test_an_unknown_word_has_no_neighbours(client):
    answer = client.get("/v1/neighbours", query_string={**ASK, "q": "s10o"}).json
    assert (answer["found"], answer["meant"], answer["neighbours"]) == (False, None, [])
    assert answer["suggestions"]


def test_one_pair_is_described_as_in_the_list(client):
    listed = client.get("/v1/pairs").json["pairs"][0]
    assert client.get("/v1/pairs/aa-bb").json == listed
    assert re.fullmatch("[0-9a-f]{64}", listed["sha256"])
    assert client.get("/v1/pairs/aa-xx").status_code == 404


@pytest.mark.parametrize("name", ["en-pt-BR", "pt-BR-en", "eng-pt-BR", "en-US-pt"])
def test_a_pair_is_found_by_codes_with_dashes(isogloss, vectors, tmp_path, name):
    names = ("--source", "en", "--target", "pt-BR")
    isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", tmp_path / "model", *names)
    client = create_app(Served([tmp_path / "model"])).test_client()
    pair = client.get(f"/v1/pairs/{name}").json
    assert {pair["source"], pair["target"]} == {"en", "pt-BR"}
    assert (pair["source"] == "en") == name.startswith("en")


def test_pairs_are_listed_with_their_properties(client):
    pairs = client.get("/v1/pairs").json["pairs"]
    assert [(pair["source"], pair["target"]) for pair in pairs] == [("aa", "bb"), ("bb", "aa")]
    assert pairs[0]["verdict"]["label"] == "aligned"
    assert (pairs[0]["source_words"], pairs[0]["dimension"]) == (600, 30)
    assert pairs[0]["provenance"]["source"]["file"] == "aa.vec"
    assert pairs[1]["provenance"]["source"]["file"] == "bb.vec"


def test_health_answers(client):
    response = client.get("/health")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_every_route_is_in_the_openapi_document(client):
    document = client.get("/openapi.json").json
    assert document["openapi"].startswith("3.1.")
    rules = client.application.url_map.iter_rules()
    served = {
        (rule.rule, method.lower())
        for rule in rules
        if rule.rule.startswith(("/v1/", "/admin/"))
        or rule.rule in (*PROBES, "/info")
        or rule.endpoint.startswith("libre.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {
        (re.sub(r"{(\w+)}", r"<\1>", path), method)
        for path, item in document["paths"].items()
        for method in item
    }
    assert served == documented


def test_the_openapi_document_has_the_limits_and_the_errors(client):
    document = client.get("/openapi.json").json
    body = document["components"]["schemas"]["TranslateBody"]["properties"]
    assert body["words"]["maxItems"] == 256
    assert body["k"]["maximum"] == 100
    responses = document["paths"]["/v1/translate"]["post"]["responses"]
    assert {"200", "400", "404", "413", "422"} <= set(responses)
    for status in ("400", "404", "413", "422"):
        assert list(responses[status]["content"]) == ["application/problem+json"]
