import base64
import json

import numpy as np
import pytest

from align.model.load import open_model
from align.picture.chart import chosen, draw, most_frequent
from align.translation.translator import Translator
from service.map.pack import pack


@pytest.fixture(scope="module")
def translator(model):
    return Translator(open_model(model))


@pytest.fixture(scope="module")
def charts(translator):
    few = [f"s{row}" for row in range(40, 90)]
    all_rows = most_frequent(translator)
    return [draw(translator, rows) for rows in (all_rows, chosen(translator, few))]


def _numbers(text, kind):
    return np.frombuffer(base64.b64decode(text), kind)


def _translations(side, other, word):
    """Return the translations of a word, decoded as in the page."""
    wide, narrow = side["widths"]
    best = _numbers(side["best"], "<u4" if side["wide"] else "<u2")
    shares = _numbers(side["shares"], "u1")
    beyond = word - side["drawn"]
    start = word * wide if beyond < 0 else side["drawn"] * wide + beyond * narrow
    row = slice(start, start + (wide if beyond < 0 else narrow))
    return [other["words"][n] for n in best[row]], shares[row] / 255


@pytest.mark.parametrize("which", [0, 1])
def test_translations_match_the_model(charts, translator, which):
    sides = json.loads(pack(charts[which], "aligned"))["sides"]
    for number, side in enumerate(sides):
        own, other = (translator.source, translator.target)[:: -1 if number else 1]
        for word in range(side["drawn"] + side["cited"]):
            row = own.rows[side["words"][word]]
            words, shares = _translations(side, sides[1 - number], word)
            assert words == [other.words[n] for n in own.table.rows[row, : len(words)]]
            expected = own.table.probabilities[row, : len(words)]
            np.testing.assert_allclose(shares, expected, atol=0.5 / 255 + 1e-6)


def test_every_translation_has_translations_back(charts):
    sides = json.loads(pack(charts[1], "aligned"))["sides"]
    for side, other in (sides, sides[::-1]):
        best = _numbers(side["best"], "<u2")[: side["drawn"] * side["widths"][0]]
        assert best.max() < other["drawn"] + other["cited"]


def test_places_share_one_box_and_keep_their_proportions(charts):
    chart = charts[0]
    source, target = json.loads(pack(chart, "aligned"))["sides"]
    packed = [_numbers(part, "<u2").reshape(-1, 2) for part in (source["before"], source["after"])]
    packed.append(_numbers(target["after"], "<u2").reshape(-1, 2))
    places = np.concatenate([chart.before, chart.source.places, chart.target.places])
    steps = np.concatenate(packed).astype(float)
    assert steps.max() == 65535 and steps.min() == 0
    scale = 65535 / np.ptp(places, axis=0).max()
    np.testing.assert_allclose(np.diff(steps, axis=0), np.diff(places, axis=0) * scale, atol=1.01)


def test_ranks_and_hubs_belong_to_the_words(charts, translator):
    side = json.loads(pack(charts[1], "aligned"))["sides"][0]
    ranks = _numbers(side["ranks"], "<u4")
    assert [translator.source.words[rank - 1] for rank in ranks] == side["words"]
    assert _numbers(side["hubs"], "<u2").tolist() == charts[1].source.hubs.plain.tolist()
    assert side["total"] == len(translator.source.words)


def test_the_same_chart_gives_the_same_text(charts, translator):
    again = draw(translator, most_frequent(translator))
    assert pack(again, "aligned") == pack(charts[0], "aligned")
