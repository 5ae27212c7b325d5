from xml.etree import ElementTree

import numpy as np
import pytest

from align.evaluation.calibration import Bin, Grading
from align.evaluation.certainty import Certainty
from align.evaluation.gold import Report
from align.evaluation.hubs import Hubs
from service.report import plots as charts
from service.report.evidence import Gauge

SVG = "{http://www.w3.org/2000/svg}"


def _parts(drawn, name, class_):
    root = ElementTree.fromstring(drawn)
    return [part for part in root.iter(SVG + name) if part.get("class") == class_]


def _numbers(parts, name):
    return [float(part.get(name)) for part in parts]


def test_hubs_are_bars_before_and_a_line_after():
    hubs = Hubs(np.array([0, 0, 1, 5, 40]), np.array([1, 1, 2, 2, 3]))
    drawn = charts.hubness("hubs", "Hubs", hubs)
    bars = _parts(drawn, "rect", "before")
    assert [bar.findtext(SVG + "title") for bar in bars] == [
        "0: 2 before, 0 after",
        "1: 1 before, 2 after",
        "2 to 3: 0 before, 3 after",
        "4 to 7: 1 before, 0 after",
        "8 to 15: 0 before, 0 after",
        "16 to 31: 0 before, 0 after",
        "32 or more: 1 before, 0 after",
    ]
    heights = _numbers(bars, "height")
    assert heights[0] > heights[1] == heights[3] == heights[6] > heights[2] == 0
    (line,) = _parts(drawn, "polyline", "after")
    assert len(line.get("points").split()) == 2 * len(bars)
    assert "2 to 3: 0 words by cosine, 3 after CSLS" in drawn


def test_hubs_with_only_zero_counts_are_drawn():
    assert charts.hubness("hubs", "Hubs", Hubs(np.zeros(3, int), np.zeros(3, int)))


def test_the_height_of_a_bar_is_proportional_to_its_count():
    certainty = Certainty(60, (0, 10, 0, 20, 0, 0, 0, 0, 0, 30), 0.5, 6.0, (), ())
    bars = _parts(charts.probabilities(certainty), "rect", "filled")
    heights = _numbers(bars, "height")
    assert heights[1] * 3 == pytest.approx(heights[9], abs=0.1)
    assert heights[3] * 3 == pytest.approx(heights[9] * 2, abs=0.1)
    assert heights[0] == 0


def test_calibration_has_a_dot_and_an_interval_for_each_bin():
    report = Report({1: 0.5}, 0.5, 1.0, 20, 0.5, (0.3, 0.7), 0.1, None, 0, source="aa", target="bb")
    graded = Grading("gold", report, (Bin(10, 5, 0.5), Bin(10, 9, 0.7)), ())
    drawn = charts.calibration(graded)
    dots = _parts(drawn, "circle", "mark rotate")
    (diagonal,) = _parts(drawn, "line", "threshold")
    x1, x2, y1, y2 = (float(diagonal.get(name)) for name in ("x1", "x2", "y1", "y2"))
    on_it = y1 + (float(dots[0].get("cx")) - x1) / (x2 - x1) * (y2 - y1)
    assert float(dots[0].get("cy")) == pytest.approx(on_it, abs=0.1)  # as many as expected
    assert len(_parts(drawn, "line", "whisker")) == 2
    assert "70% expected, 90% correct" in drawn


@pytest.mark.parametrize(("value", "place"), [(-4, 6), (0.5, 130), (9, 254)])
def test_a_gauge_shows_the_value_or_the_end_of_its_scale(value, place):
    (needle,) = _parts(charts.gauge("g", Gauge(0, 1, 0.2, 0.4, value)), "polygon", "needle")
    assert needle.get("points").startswith(f"{place:.1f},")


def test_the_length_of_a_bar_is_its_share_within_its_cell():
    for share, width in ((0.25, 25), (-1, 0), (7, 100)):
        root = ElementTree.fromstring(charts.bar(share))
        assert _numbers([root[1]], "width") == [width]
        assert root.get("aria-hidden") == "true"
