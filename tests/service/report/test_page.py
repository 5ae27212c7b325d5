import re
from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import numpy as np
import pytest
from scipy import stats

from align.evaluation.calibration import grade
from align.learning.verdict import Evidence, judge
from align.lexicon import read_lexicon
from align.model.load import open_model
from align.model.vocabulary import Vocabulary
from embeddings import IsoglossError
from service.pages import hash_source
from service.report.page import report_page

HOSTILE = "</script><script>alert(1)</script>"

#: Elements that have no end.
_VOID = {"meta", "link", "img"}


class _Elements(HTMLParser):
    """Elements with their attributes and text, and whether each was closed in its turn."""

    def __init__(self, page):
        super().__init__()
        self.found, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), []))
        if tag not in _VOID:
            self.open.append(self.found[-1])

    def handle_data(self, data):
        for _, _, text in self.open:
            text.append(data)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def named(self, *tags):
        return [(attributes, "".join(text)) for tag, attributes, text in self.found if tag in tags]


@pytest.fixture(scope="module")
def opened(model):
    return open_model(model)


@pytest.fixture(scope="module")
def graded(opened, vectors):
    return grade(opened, read_lexicon(vectors / "gold.txt"))


@pytest.fixture(scope="module")
def page(opened, graded):
    return report_page(opened, graded)


@pytest.fixture(scope="module")
def elements(page):
    return _Elements(page)


def _with_words(model, words):
    """Return `model` with other source words at some rows."""
    names = list(model.source.words)
    for row, word in words.items():
        names[row] = word
    return replace(model, source=replace(model.source, vocabulary=Vocabulary(tuple(names))))


def test_every_element_is_closed_and_no_id_stands_twice(elements):
    assert elements.open == []
    ids = [attributes["id"] for _, attributes, _ in elements.found if "id" in attributes]
    assert len(ids) > 15 and len(set(ids)) == len(ids)


def test_every_link_leads_to_a_part_of_the_page(elements):
    ids = {attributes.get("id") for _, attributes, _ in elements.found}
    links = [attributes["href"] for attributes, _ in elements.named("a")]
    assert len(links) == 6
    assert {link.removeprefix("#") for link in links} <= ids


def test_the_policy_allows_the_style_and_nothing_else(page):
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    policy = re.search('Content-Security-Policy" content="(.*?)"', page)[1].replace("&#39;", "'")
    assert policy.startswith(f"default-src 'none'; style-src {hash_source(style)}; img-src data:;")
    assert "unsafe" not in policy and "<script" not in page and " style=" not in page
    assert not re.search(r"https?://|@import|url\(", page.replace("http://www.w3.org/2000/svg", ""))


def test_every_table_has_a_caption_and_every_head_a_scope(page, elements):
    tables = re.findall(r"<table\b.*?</table>", page, re.DOTALL)
    assert len(tables) > 8
    assert all("<caption>" in table for table in tables)
    assert all(
        attributes["scope"] in ("col", "row", "rowgroup") for attributes, _ in elements.named("th")
    )
    assert all(text.strip() for _, text in elements.named("th", "caption"))


def test_every_picture_says_what_it_shows_or_is_only_a_bar(elements):
    ids = {attributes.get("id") for _, attributes, _ in elements.found}
    for attributes, _ in elements.named("svg"):
        if attributes.get("aria-hidden") != "true":
            assert set(attributes["aria-labelledby"].split()) <= ids


def test_words_are_isolated_and_have_their_language(opened):
    sides = (replace(opened.source, language="he"), replace(opened.target, language="pt-br"))
    page = report_page(replace(opened, source=sides[0], target=sides[1]))
    words = [(a, text) for a, text in _Elements(page).named("bdi") if a.get("class") == "word"]
    assert {attributes["lang"] for attributes, _ in words} == {"he", "pt-BR"}
    assert len(words) > 80
    assert "<h1>Hebrew" in page and "Portuguese (Brazil)</h1>" in page


def test_hostile_words_and_names_are_text(opened, graded):
    rows = np.argsort(-opened.source.table.probabilities[:, 0], kind="stable")
    made = _with_words(opened, {int(rows[0]): HOSTILE, int(rows[-1]): '<img src=x onerror="a">'})
    origin = {HOSTILE: HOSTILE, "corpus": [HOSTILE]}
    made = replace(made, provenance=MappingProxyType({"source": origin, "target": {}}))
    made = replace(made, source=replace(made.source, language=HOSTILE))
    page = report_page(made, replace(graded, gold=f"folder/{HOSTILE.replace('/', '')}"))
    assert "<script" not in page and "<img src=x" not in page
    texts = [text for _, text in _Elements(page).named("bdi")]
    assert texts.count(HOSTILE) >= 4


def test_the_skewness_is_that_of_counting_every_pair(opened, page):
    x, y = (np.asarray(s.vectors, dtype=np.float64) for s in (opened.source, opened.target))
    nearest = np.argsort(-(x @ y.T), axis=1)[:, :10].ravel()
    before = stats.skew(np.bincount(nearest, minlength=len(y)))
    rows = re.findall(r'<th scope="row">Skewness</th><td class="number">([\d.-]+)</td>', page)
    assert len(rows) == 2  # of the target first
    assert float(rows[0]) == pytest.approx(before, abs=0.02)


def test_what_gold_says_is_there_with_it_and_not_without(opened, graded, page):
    assert 'id="gold"' in page and "gold.txt</bdi> took no part" in page
    assert f"{graded.report.precision[1]:.2%}" in page
    assert f"<strong>{graded.calibration_error:.3f}</strong>" in page
    without = report_page(opened)
    assert 'id="gold"' not in without and "#gold" not in without


def test_the_same_model_gives_the_same_page(opened, graded, page, model):
    assert report_page(open_model(model), graded) == page


def test_the_seed_settings_and_versions_are_told(page):
    assert "<li>seed 0</li>" in page and "<bdi>numpy</bdi>" in page
    assert "reweight_power" in page
    assert page.count('<tr class="taken">') == 1


@pytest.mark.parametrize(
    ("gain", "class_", "told"),
    [(2.0, "aligned", False), (1.2, "doubtful", False), (1.0, "not-aligned", True)],
)
def test_the_verdict_is_seen_and_of_a_failure_even_the_surest_are_called_noise(
    opened, gain, class_, told
):
    evidence = judge(Evidence.from_dict({"gain": gain, "words": 600}))
    page = report_page(replace(opened, alignment=replace(opened.alignment, verdict=evidence)))
    assert f'<section id="verdict" class="{class_}">' in page
    assert ("even the most certain are noise" in page) is told
    assert ("median probability" in page) is not told


def test_a_model_that_does_not_say_how_it_was_found_has_a_page_too(opened):
    bare = replace(opened, alignment=replace(opened.alignment, method={}))
    page = report_page(bare)
    assert "Convergence" not in page and "Ways tried" not in page


def test_a_label_that_is_not_known_is_shown(opened):
    verdict = replace(opened.alignment.verdict, label="splendid")
    assert ">splendid</span>" in report_page(
        replace(opened, alignment=replace(opened.alignment, verdict=verdict))
    )


def test_odd_values_of_a_manifest_are_shown_as_they_are_or_refused(opened):
    def with_method(**method):
        return replace(opened, alignment=replace(opened.alignment, method=method))

    assert "&lt;b&gt;" in report_page(with_method(versions="<b>", random_seed=["<b>"], settings=7))
    with pytest.raises(IsoglossError, match="how the alignment was found"):
        report_page(with_method(rounds="many"))
