from xml.etree import ElementTree

import pytest

from service.report.svg import Scale, box, figure, mark, path, round_steps, tag, text

HOSTILE = '</svg><script>alert(1)</script>"&'


def test_text_and_attributes_are_escaped():
    parts = text((1, 2), HOSTILE, HOSTILE), mark((3, 4), "disc", "mark", HOSTILE)
    drawn = figure("name", HOSTILE, HOSTILE, (10, 10), parts)
    assert "<script" not in drawn
    root = ElementTree.fromstring(drawn)
    texts = [element.text for element in root.iter() if element.text]
    assert texts == 4 * [HOSTILE]


def test_a_figure_has_a_title_and_a_description():
    drawn = figure("hubs", "Hubs", "many", (300, 200), ())
    assert 'role="img" aria-labelledby="hubs-title hubs-desc"' in drawn
    assert '<title id="hubs-title">Hubs</title><desc id="hubs-desc">many</desc>' in drawn


def test_a_scale_maps_values_to_pixels_and_a_single_value_to_the_start():
    up = Scale(0, 2, 100, 0)
    assert [up(value) for value in (0, 1, 2)] == [100, 50, 0]
    assert Scale(3, 3, 10, 20)(3) == 10


@pytest.mark.parametrize(
    ("high", "steps"),
    [
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.03, [0, 0.01, 0.02, 0.03]),
        (7, [0, 2, 4, 6, 8]),
        (2116, [0, 500, 1000, 1500, 2000, 2500]),
        (0, [0, 1]),
        (float("inf"), [0, 1]),
        (float("nan"), [0, 1]),
    ],
)
def test_steps_are_round_numbers_up_to_the_highest_value(high, steps):
    assert round_steps(high) == pytest.approx(steps)


def test_negative_lengths_become_zero():
    assert 'width="0"' in box((0, 0), (-3, 5), "bar")


def test_marks_differ_in_shape_and_a_line_has_all_its_points():
    assert mark((1, 2), "disc", "a").startswith("<circle")
    assert mark((1, 2), "diamond", "a").startswith("<polygon")
    assert 'points="1.0,2.0 3.0,4.0"' in path([(1, 2), (3, 4)], "curve")
    assert tag("g", tag("title", "<")) == "<g><title>&lt;</title></g>"
