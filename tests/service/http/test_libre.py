"""LibreTranslate's routes: its public client works unchanged, and its requests are answered."""

import json
import time
import urllib.error
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libretranslatepy import LibreTranslateAPI

from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.http.app import create_app
from service.http.registry import Pair, Registry
from tests.align.dictionary import Dictionary
from tests.service.running import running

ENTRIES = {
    "en-fr": {"the": "le 0.6, la 0.3", "cat": "chat 0.8, matou 0.1", "and": "&", "tag": "<b>"},
    "fr-en": {"le": "the 0.6", "chat": "cat 0.8", "café": "coffee 0.9"},
    "en-pt-BR": {"the": "o", "cat": "gato"},
    "x1-fr": {"qqqqq": "qqqqq"},
}


def _pair(name):
    source, target = name.split("-", 1)
    return Pair(source, target, Dictionary(name, ENTRIES[name]), {}, "")


@pytest.fixture(scope="module")
def libre():
    registry = Registry({name: _pair(name) for name in ENTRIES})
    return create_app(SimpleNamespace(registry=registry)).test_client()


def _ask(libre, q, **more):
    return libre.post("/translate", json={"q": q, "source": "en", "target": "fr", **more})


def test_a_text_is_answered_with_a_text(libre):
    assert _ask(libre, "The cat, the dog.").json == {"translatedText": "Le chat, le dog."}


def test_a_list_is_answered_with_a_list(libre):
    assert _ask(libre, ["The cat", "", "dog"]).json == {"translatedText": ["Le chat", "", "dog"]}
    assert _ask(libre, ["cat"]).json == {"translatedText": ["chat"]}


def test_a_form_is_answered_as_json_is(libre):
    form = {"q": "cat", "source": "en", "target": "fr", "alternatives": "1", "api_key": "any"}
    answer = libre.post("/translate", data=form)
    assert answer.json == {"translatedText": "chat", "alternatives": ["matou"]}
    assert answer.json == _ask(libre, "cat", alternatives=1, api_key="any").json


@pytest.mark.parametrize("alternatives", [2, "2", 2.0])
def test_alternatives_are_present_only_if_requested(libre, alternatives):
    assert _ask(libre, "cat", alternatives=alternatives).json["alternatives"] == ["matou"]
    several = _ask(libre, ["the cat", "dog"], alternatives=alternatives).json["alternatives"]
    assert several == [["la chat", "le matou"], []]
    assert "alternatives" not in _ask(libre, "cat", alternatives=0).json


def test_additional_fields_of_clients_are_ignored(libre):
    more = {"api_key": "", "secret": "x", "format": "text"}
    assert _ask(libre, "cat", **more).json == {"translatedText": "chat"}
    assert _ask(libre, "cat", api_key=None).status_code == 200


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ('<p class="cat">The <b>cat</b></p>', '<p class="cat">Le <b>chat</b></p>'),
        ("The&nbsp;cat &amp; &copy; &#39;cat&#x27;", "Le&nbsp;chat &amp; &copy; &#39;chat&#x27;"),
        ("cat <!-- the cat --> cat<br/>cat", "chat <!-- the cat --> chat<br/>chat"),
        ("<script>the('cat')</script> the", "<script>the('cat')</script> le"),
        ("<style >cat{}</style\n>the", "<style >cat{}</style\n>le"),
        ("<a title='the > cat'>cat</a>", "<a title='the > cat'>chat</a>"),
        ("<scripts>cat", "<scripts>chat"),
        ("cat <!-- the", "chat <!-- the"),
        ("cat < the > cat", "chat < le > chat"),
        ("cat http://the.cat", "chat http://the.cat"),
        # Translations are text, so they are escaped.
        ("cat and tag", "chat &amp; &lt;b&gt;"),
        ("", ""),
    ],
)
def test_markup_stays_unchanged(libre, text, put):
    assert _ask(libre, text, format="html").json["translatedText"] == put


def test_a_letter_written_as_an_entity_is_part_of_its_word(libre):
    ask = {"source": "fr", "target": "en", "format": "html"}
    assert _ask(libre, "caf&eacute; caf&#233; &amp;", **ask).json["translatedText"] == (
        "coffee coffee &amp;"
    )


@given(st.text("<>;!-/'\"abz =\n") | st.text().filter(lambda text: "&" not in text))
def test_html_without_known_words_stays_unchanged(libre, text):
    response = _ask(libre, text, format="html", source="x1")
    assert response.json["translatedText"] == text


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", "<script>", '<a "', "&amp", "a@a.", "http://", "-a"]
)
def test_the_time_is_linear_in_the_length(libre, piece):
    start = time.process_time()
    assert _ask(libre, piece * (25_600 // len(piece)), format="html").status_code == 200
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "target", "language", "put"),
    [
        ("The cat", "fr", "en", "Le chat"),
        ("le chat", "en", "fr", "the cat"),
        ("The cat", "pt", "en", "O gato"),
        ("the cat", "en", "en", "the cat"),
        ("zzz", "fr", "en", "zzz"),
    ],
)
def test_the_language_is_guessed(libre, text, target, language, put):
    answer = _ask(libre, text, source="auto", target=target).json
    assert answer["translatedText"] == put
    assert answer["detectedLanguage"]["language"] == language
    assert answer["detectedLanguage"]["confidence"] == (0 if text == "zzz" else 100)


def test_the_language_of_a_list_is_detected_from_all_its_texts(libre):
    answer = _ask(libre, ["le", "chat the"], source="auto", target="en", alternatives=1).json
    assert answer["translatedText"] == ["the", "cat the"]
    assert [each["language"] for each in answer["detectedLanguage"]] == ["fr", "fr"]
    assert answer["alternatives"] == [[], []]


def test_a_code_in_any_form_is_understood(libre):
    assert _ask(libre, "cat", source="eng_Latn", target="FR-ca").json["translatedText"] == "chat"


def test_languages_have_names_and_targets(libre):
    assert libre.get("/languages").json == [
        {"code": "en", "name": "English", "targets": ["fr", "pt-BR"]},
        {"code": "fr", "name": "French", "targets": ["en"]},
        {"code": "x1", "name": "x1", "targets": ["fr"]},
    ]


def test_detection_returns_all_languages_most_likely_first(libre):
    assert libre.post("/detect", json={"q": "le chat zzz"}).json == [
        {"confidence": 66.7, "language": "fr"},
        {"confidence": 0, "language": "en"},
        {"confidence": 0, "language": "x1"},
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"q": None}, "q"),
        ({"q": []}, "q"),
        ({"q": 7}, "q"),
        ({"q": ["a"] * 257}, "256"),
        ({"q": "a" * 25_601}, "25600"),
        ({"q": ["a" * 3_001]}, "3000"),
        ({"q": ["a" * 2_561] * 10}, "25,610 characters"),
        ({"source": ""}, "source"),
        ({"format": "pdf"}, "format"),
        ({"alternatives": -1}, "alternatives"),
        ({"alternatives": 10}, "alternatives"),
        ({"alternatives": "x"}, "alternatives"),
        ({"alternatives": 1.5}, "alternatives"),
        ({"alternatives": True}, "alternatives"),
    ],
)
def test_an_invalid_value_gets_400(libre, more, message):
    response = libre.post("/translate", json={"q": "cat", "source": "en", "target": "fr"} | more)
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert message in response.json["error"]
    assert response.json["error"] == response.json["detail"]
    assert response.json["status"] == 400


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"source": "xx"}, "xx to fr is not supported; served: en-fr, fr-en, en-pt-BR, x1-fr"),
        ({"target": "auto"}, "en to auto is not supported"),
        ({"target": "en"}, "en to en is not supported"),
        ({"source": "auto", "target": "xx"}, "xx is not supported"),
    ],
)
def test_the_error_of_an_unknown_language_lists_the_served_pairs(libre, more, message):
    response = _ask(libre, "cat", **more)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert message in response.json["error"]


def test_a_lone_surrogate_is_refused(libre):
    body = rb'{"q": "\ud800", "source": "en", "target": "fr"}'
    response = libre.post("/translate", data=body, content_type="application/json")
    assert (response.status_code, response.json["error"]) == (
        400,
        "the body is not JSON, is nested too deeply, or is incomplete",
    )


@pytest.mark.parametrize("path", ["/translate", "/detect"])
@pytest.mark.parametrize("content", ["application/json", "text/plain", "multipart/form-data", None])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"[" * 2000])
def test_an_empty_or_malformed_body_gets_400(libre, path, content, body):
    response = libre.post(path, data=body, content_type=content)
    assert response.status_code == 400
    assert response.json["error"]


def test_a_body_that_is_too_large_is_refused(libre):
    assert libre.post("/translate", json={"q": "a" * 1_000_001}).status_code == 413
    assert libre.post("/translate", data={"q": "a" * 1_000_001}).status_code == 413


@pytest.mark.parametrize(
    ("path", "allowed"), [("/translate", "POST"), ("/detect", "POST"), ("/languages", "GET")]
)
def test_the_response_to_a_wrong_method_lists_the_allowed_one(libre, path, allowed):
    response = libre.delete(path)
    assert response.status_code == 405
    assert allowed in response.headers["Allow"]


def test_a_missing_library_for_a_language_gets_501(libre, monkeypatch):
    def refuse(*_, **__):
        raise IsoglossError("it takes PyICU")

    monkeypatch.setattr("service.http.libre.translate_lines", refuse)
    response = _ask(libre, "cat")
    assert (response.status_code, response.json["error"]) == (501, "it takes PyICU")


def test_a_database_that_does_not_answer_gets_503(libre, monkeypatch):
    def refuse(*_, **__):
        raise IndexUnavailable("postgresql://db.example/words: gone")

    monkeypatch.setattr("service.http.libre.translate_lines", refuse)
    response = _ask(libre, "cat")
    assert response.status_code == 503
    assert "does not answer" in response.json["error"]
    assert "db.example" not in response.text


def test_words_are_counted_in_the_metrics(libre):
    def counted(kind):
        line = f'isogloss_words_total{{found="{kind}",pair="en-pt-BR"}} '
        text = libre.get("/metrics").text
        return sum(float(row.removeprefix(line)) for row in text.splitlines() if line in row)

    before = counted("known"), counted("unknown")
    _ask(libre, "The cat zzz", target="pt")
    assert (counted("known"), counted("unknown")) == (before[0] + 2, before[1] + 1)


def test_the_openapi_document_has_both_bodies_all_errors_and_a_description(libre):
    document = libre.get("/openapi.json").json
    translate = document["paths"]["/translate"]["post"]
    forms = {"application/json", "application/x-www-form-urlencoded"}
    assert set(translate["requestBody"]["content"]) == forms
    anywhere = {"200", "400", "401", "413", "429"}
    assert set(translate["responses"]) == {*anywhere, "404", "501", "503"}
    assert "not machine translation" in translate["description"]
    assert set(document["paths"]["/detect"]["post"]["responses"]) == {
        "200",
        "400",
        "401",
        "413",
        "429",
    }


@pytest.fixture(scope="module")
def api(model):
    with running(["serve", str(model), "--port", "0", "--threads", "1"]) as server:
        yield LibreTranslateAPI(f"http://127.0.0.1:{server.port}/", api_key="any")


def test_the_public_client_translates(api):
    assert api.translate("S1, zzz s2!", "aa", "bb") == "T1, zzz t2!"


def test_the_public_client_detects(api):
    languages = api.detect("s1 s2 s3")
    assert languages[0] == {"confidence": 100, "language": "aa"}


def test_the_public_client_lists_languages(api):
    assert [(each["code"], each["targets"]) for each in api.languages()] == [
        ("aa", ["bb"]),
        ("bb", ["aa"]),
    ]


def test_the_public_client_gets_the_error_message(api):
    with pytest.raises(urllib.error.HTTPError) as caught:
        api.translate("s1", "aa", "xx")
    with caught.value as error:
        assert (error.code, json.load(error)["error"][:9]) == (404, "aa to xx ")
