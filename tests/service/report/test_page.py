import re
from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import numpy as np
import pytest
from scipy import stats

from align.evaluation.calibration import grade
from align.learning.verdict import Evidence, judge
from align.lexicon import Lexicon, read_lexicon
from align.model.load import open_model
from align.model.vocabulary import Vocabulary
from embeddings import IsoglossError
from service.codes import display_name
from service.pages import hash_source
from service.report.page import report_page

HOSTILE = "</script><script>alert(1)</script>"

#: Elements without an end tag.
_VOID = {"meta", "link", "img"}


class _Elements(HTMLParser):
    """Parser that records elements with attributes and text, and checks that they are nested."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in _VOID:
            self.open.append(self.elements[-1])

    def handle_data(self, data):
        for _, _, text in self.open:
            text.append(data)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def named(self, *tags):
        return [
            (attributes, "".join(text)) for tag, attributes, text in self.elements if tag in tags
        ]


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
def parser(page):
    return _Elements(page)


def _with_words(model, words):
    """Return `model` with other source words at some rows."""
    names = list(model.source.words)
    for row, word in words.items():
        names[row] = word
    return replace(model, source=replace(model.source, vocabulary=Vocabulary(tuple(names))))


def test_every_element_is_closed_and_ids_are_unique(parser):
    assert parser.open == []
    ids = [attributes["id"] for _, attributes, _ in parser.elements if "id" in attributes]
    assert len(ids) > 15 and len(set(ids)) == len(ids)


def test_every_link_has_its_target_on_the_page(parser):
    ids = {attributes.get("id") for _, attributes, _ in parser.elements}
    links = [attributes["href"] for attributes, _ in parser.named("a")]
    assert len(links) == 6
    assert {link.removeprefix("#") for link in links} <= ids


def test_the_policy_allows_only_the_style(page):
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    policy = re.search('Content-Security-Policy" content="(.*?)"', page)[1].replace("&#39;", "'")
    assert policy.startswith(f"default-src 'none'; style-src {hash_source(style)}; img-src data:;")
    assert "unsafe" not in policy and "<script" not in page and " style=" not in page
    assert not re.search(r"https?://|@import|url\(", page.replace("http://www.w3.org/2000/svg", ""))


def test_every_table_has_a_caption_and_every_header_a_scope(page, parser):
    tables = re.findall(r"<table\b.*?</table>", page, re.DOTALL)
    assert len(tables) > 8
    assert all("<caption>" in table for table in tables)
    assert all(
        attributes["scope"] in ("col", "row", "rowgroup") for attributes, _ in parser.named("th")
    )
    assert all(text.strip() for _, text in parser.named("th", "caption"))


def test_every_chart_except_a_bar_has_a_title_and_a_description(parser):
    ids = {attributes.get("id") for _, attributes, _ in parser.elements}
    for attributes, _ in parser.named("svg"):
        if attributes.get("aria-hidden") != "true":
            assert set(attributes["aria-labelledby"].split()) <= ids


def test_words_are_isolated_and_have_a_language(opened):
    sides = (replace(opened.source, language="he"), replace(opened.target, language="pt-br"))
    page = report_page(replace(opened, source=sides[0], target=sides[1]))
    words = [(a, text) for a, text in _Elements(page).named("bdi") if a.get("class") == "word"]
    assert {attributes["lang"] for attributes, _ in words} == {"he", "pt-BR"}
    assert len(words) > 80
    assert "<h1>Hebrew" in page and "Portuguese (Brazil)</h1>" in page


def test_hostile_words_and_names_are_escaped(opened, graded):
    rows = np.argsort(-opened.source.table.probabilities[:, 0], kind="stable")
    hostile = _with_words(opened, {int(rows[0]): HOSTILE, int(rows[-1]): '<img src=x onerror="a">'})
    origin = {HOSTILE: HOSTILE, "corpus": [HOSTILE]}
    hostile = replace(hostile, provenance=MappingProxyType({"source": origin, "target": {}}))
    hostile = replace(hostile, source=replace(hostile.source, language=HOSTILE))
    page = report_page(hostile, replace(graded, gold=f"folder/{HOSTILE.replace('/', '')}"))
    assert "<script" not in page and "<img src=x" not in page
    texts = [text for _, text in _Elements(page).named("bdi")]
    assert texts.count(HOSTILE) >= 4


def test_the_skewness_matches_a_count_over_all_pairs(opened, page):
    x, y = (np.asarray(s.vectors, dtype=np.float64) for s in (opened.source, opened.target))
    nearest = np.argsort(-(x @ y.T), axis=1)[:, :10].ravel()
    before = stats.skew(np.bincount(nearest, minlength=len(y)))
    rows = re.findall(r'<th scope="row">Skewness</th><td class="number">([\d.-]+)</td>', page)
    assert len(rows) == 2  # the target first
    assert float(rows[0]) == pytest.approx(before, abs=0.02)


def test_scores_are_shown_only_with_a_gold_dictionary(opened, graded, page):
    assert 'id="gold"' in page and "gold.txt</bdi> was not used for learning" in page
    assert f"{graded.report.precision[1]:.2%}" in page
    assert f"<strong>{graded.calibration_error:.3f}</strong>" in page
    without = report_page(opened)
    assert 'id="gold"' not in without and "#gold" not in without


def test_scores_stand_beside_what_spelling_explains(opened, graded, page):
    alone = f"{100 * graded.report.spelling_alone:.2f} %"
    assert f'<th scope="row">P@1 of spelling alone</th><td class="number">{alone}</td>' in page
    assert "no such word" in page and "Warning" not in page
    some = replace(graded, report=replace(graded.report, not_alike=0.125, not_alike_words=1_008))
    assert "12.50 % of 1,008 words" in report_page(opened, some)


def test_a_gold_dictionary_that_leads_back_scores_that_direction(opened, vectors):
    back = grade(opened, read_lexicon(vectors / "gold.txt").reverse())
    page = report_page(opened, back)
    assert back.report.direction == "bb-aa"
    assert f"Scores from {display_name('bb')} to {display_name('aa')}</caption>" in page
    assert f"By frequency of the {display_name('bb')} word</caption>" in page


def test_low_coverage_is_a_warning_on_the_page(opened):
    unknown = tuple((f"unheard{row}", "of") for row in range(9))
    low = grade(opened, Lexicon((("s1", "t1"), *unknown)))
    assert "<strong>Warning: only 10.0 % of the gold" in report_page(opened, low)


def test_the_same_model_gives_the_same_page(opened, graded, page, model):
    assert report_page(open_model(model), graded) == page


def test_seed_settings_and_versions_are_shown(page):
    assert "<li>seed 0</li>" in page and "<bdi>numpy</bdi>" in page
    assert "reweight_power" in page
    assert page.count('<tr class="taken">') == 1


@pytest.mark.parametrize(
    ("gain", "class_", "noise"),
    [(2.0, "aligned", False), (1.35, "doubtful", False), (1.0, "not-aligned", True)],
)
def test_the_verdict_is_shown_and_a_failure_is_called_noise(opened, gain, class_, noise):
    evidence = judge(Evidence.from_dict({"gain": gain, "words": 600}))
    page = report_page(replace(opened, alignment=replace(opened.alignment, verdict=evidence)))
    assert f'<section id="verdict" class="{class_}">' in page
    assert ("even the most certain translations are noise" in page) is noise
    assert ("median probability" in page) is not noise
    assert ("expected to have no translation" in page) is not noise


def test_a_model_without_a_history_has_a_page(opened):
    bare = replace(opened, alignment=replace(opened.alignment, method={}))
    page = report_page(bare)
    assert "Convergence" not in page and "Ways tried" not in page


def test_an_unknown_label_is_shown(opened):
    verdict = replace(opened.alignment.verdict, label="splendid")
    assert ">splendid</span>" in report_page(
        replace(opened, alignment=replace(opened.alignment, verdict=verdict))
    )


def test_odd_values_of_a_manifest_are_escaped_or_rejected(opened):
    def with_method(**method):
        return replace(opened, alignment=replace(opened.alignment, method=method))

    assert "&lt;b&gt;" in report_page(with_method(versions="<b>", random_seed=["<b>"], settings=7))
    with pytest.raises(IsoglossError, match="the history of the alignment is invalid"):
        report_page(with_method(rounds="many"))
