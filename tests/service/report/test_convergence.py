import re
from xml.etree import ElementTree

import pytest

from service.report.convergence import convergence, standalone
from service.report.history import read_history

SVG = "{http://www.w3.org/2000/svg}"
STAGES = [
    ("rotate", 2_000, (0.3, 0.32)),
    ("rotate", 4_000, (0.26, 0.28)),
    ("reweight", 8_000, (0.5,)),
]


def _history(stages=STAGES, null=0.1):
    rounds = [
        {"solved": solved, "vocabulary": words, "pairs": 900, "objective": objective}
        for solved, words, objectives in stages
        for objective in objectives
    ]
    trial = {"method": "identical", "pairs": 80, "objective": 0.3, "null": null, "agreement": None}
    return read_history({"seed": {"tried": [trial]}, "rounds": rounds})


def _drawn(root, name, class_):
    return [part for part in root.iter(SVG + name) if part.get("class") == class_]


@pytest.fixture
def root():
    return ElementTree.fromstring(convergence(_history(), 1.2))


def test_each_round_has_a_mark_in_the_shape_of_its_solver(root):
    # One more of each is in the legend.
    assert len(_drawn(root, "circle", "mark rotate")) == 4 + 1
    assert len(_drawn(root, "polygon", "mark reweight")) == 1 + 1
    texts = [title.text for title in root.iter(SVG + "title")]
    assert "round 3: 0.2600, 900 mutual pairs" in texts


def test_the_height_of_a_mark_is_proportional_to_its_objective(root):
    marks = _drawn(root, "circle", "mark rotate")
    high = [float(mark.get("cy")) for mark in marks if mark.findtext(SVG + "title")]
    assert sorted(high, reverse=True) == [high[2], high[3], high[0], high[1]]
    per_unit = [
        (high[0] - high[n]) / (value - 0.3) for n, value in ((1, 0.32), (2, 0.26), (3, 0.28))
    ]
    assert per_unit == pytest.approx([per_unit[0]] * 3, rel=0.01)


def test_the_null_and_the_threshold_are_drawn_under_the_judged_rounds_only(root):
    (chance,) = [part for part in _drawn(root, "rect", "chance") if float(part.get("y")) > 60]
    marks = _drawn(root, "circle", "mark rotate")
    places = [float(mark.get("cx")) for mark in marks if mark.findtext(SVG + "title")]
    left = float(chance.get("x"))
    assert places[1] < left < places[2]
    assert places[3] < left + float(chance.get("width"))
    (line,) = [part for part in _drawn(root, "line", "threshold") if float(part.get("y1")) > 60]
    ground = float(chance.get("y")) + float(chance.get("height"))
    assert ground - float(line.get("y1")) == pytest.approx(
        1.2 * float(chance.get("height")), abs=0.1
    )


def test_the_description_has_the_chart_in_words(root):
    texts = root.findtext(SVG + "desc")
    assert "rounds 3 to 4, rotation over 4,000 words, from 0.260 to 0.280" in texts


def test_without_judged_rounds_the_null_is_not_drawn():
    drawn = convergence(_history([("reweight", 8_000, (0.5, 0.6))]), 1.2)
    assert "chance" not in drawn and "convincing" not in drawn


def test_negative_objectives_and_unknown_solvers_are_drawn():
    assert convergence(_history([("dream", 8_000, (-0.5, 0.0))], null=0.0), 1.2)


def test_a_standalone_file_has_light_and_dark_colours():
    text = standalone(_history(), 1.2)
    root = ElementTree.fromstring(text)
    style = root.findtext(SVG + "style")
    assert "prefers-color-scheme: dark" in style and ".curve.rotate" in style
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import", text)
    assert text == standalone(_history(), 1.2)
