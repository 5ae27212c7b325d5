import re
from html.parser import HTMLParser

import pytest

from service.http.app import create_app
from service.http.registry import Served

SCRIPTS = ["page.js", "address.js", "ask.js", "show.js"]


class _Page(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        if self.elements and self.elements[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(client):
    return _Page(client.get("/").text)


def test_lists_the_pairs(page):
    pairs = [(option["data-source"], option["data-target"]) for option in page.named("option")]
    assert pairs == [("aa", "bb"), ("bb", "aa")]


def test_has_nothing_inline(page):
    assert page.inline == []
    for tag, attributes in page.elements:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_its_script_and_style_are_served(client, page):
    files = [script["src"] for script in page.named("script")]
    files += [link["href"] for link in page.named("link") if link["rel"] == "stylesheet"]
    # Relative, because a proxy may add a path prefix.
    assert files == ["static/page.js", "static/palette.css", "static/page.css"]
    files += [f"static/{name}" for name in SCRIPTS[1:]]
    for file in files:
        with client.get(f"/{file}") as response:
            assert response.status_code == 200
            assert ("css" if file.endswith("css") else "javascript") in response.content_type


def test_every_address_is_relative(page):
    for _, attributes in page.elements:
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").startswith("/")


def test_every_element_that_its_script_needs_exists(client, page):
    with client.get("/static/page.js") as response:
        ids = re.findall(r'getElementById\("(.*?)"\)', response.text)
    assert len(ids) > 10
    assert set(ids) <= {attributes.get("id") for _, attributes in page.elements}


@pytest.mark.parametrize("name", SCRIPTS)
def test_its_scripts_never_create_html_from_words(client, name):
    with client.get(f"/static/{name}") as response:
        for call in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert call not in response.text


def test_has_the_verdict_on_each_pair(page):
    assert [option["data-verdict"] for option in page.named("option")] == ["aligned", "aligned"]


def test_a_language_that_looks_like_html_stays_text(isogloss, vectors, tmp_path):
    name = '"><script>alert(1)</script>'
    files = vectors / "aa.vec", vectors / "bb.vec"
    isogloss("align", *files, "-o", tmp_path / "model", "--source", name)
    text = create_app(Served([tmp_path / "model"])).test_client().get("/").text
    assert "<script>alert" not in text
    assert _Page(text).named("option")[0]["data-source"] == name


def test_a_word_that_looks_like_html_is_answered_as_json(client):
    words = ["<script>alert(1)</script>"]
    body = {"source": "aa", "target": "bb", "words": words}
    response = client.post("/v1/translate", json=body)
    assert response.content_type == "application/json"
    assert response.json["results"][0]["word"] == words[0]
