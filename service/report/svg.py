"""SVG helpers: elements, scales and shapes of charts.

Colours are classes (`assets/chart.css`), so the style sheet handles light, dark and print. All text
is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Point = tuple[float, float]


def tag(name: str, *content: str, **attributes: object) -> Markup:
    """Return an element; `_` in attribute names becomes `-`, and `class_` becomes `class`.

    >>> print(tag("text", "a < b", class_="tick", x=1.2345))
    <text class="tick" x="1.23">a &lt; b</text>
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(
        Markup(name), Markup(written), Markup("").join(content)
    )


def _number(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def figure(
    name: str, title: str, description: str, size: tuple[int, int], parts: Iterable[str]
) -> Markup:
    """Return a picture of `parts`, with a title and a description for screen readers.

    Parameters
    ----------
    name
        A name that no other picture of the page has.
    title, description
        Texts for screen readers.
    size
        Width and height.
    parts
        The shapes.
    """
    width, height = size
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", description, id=f"{name}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


@dataclass(frozen=True)
class Scale:
    """Maps values from `low` to `high` to pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of `value`."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)


def round_steps(high: float, most: int = 5) -> list[float]:
    """Return round numbers from 0 to the first that is not below `high`, at most `most` steps.

    >>> round_steps(0.794)
    [0.0, 0.2, 0.4, 0.6, 0.8]
    """
    if not 0 < high < math.inf:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(high / most))
    step = next(power * factor for factor in (1, 2, 5, 10) if high <= power * factor * most)
    return [round(step * number, 12) for number in range(math.ceil(high / step - 1e-9) + 1)]


def line(start: Point, end: Point, class_: str) -> Markup:
    """Return a straight line."""
    return tag("line", class_=class_, x1=start[0], y1=start[1], x2=end[0], y2=end[1])


def path(points: Sequence[Point], class_: str) -> Markup:
    """Return a line through `points`."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return tag("polyline", class_=class_, points=places)


def box(corner: Point, size: Point, class_: str, *content: str, round: float = 0) -> Markup:
    """Return a rectangle by its upper left corner; negative lengths become 0."""
    width, height = (max(length, 0.0) for length in size)
    return tag(
        "rect",
        *content,
        class_=class_,
        x=corner[0],
        y=corner[1],
        width=width,
        height=height,
        rx=round,
    )


def text(place: Point, words: str, class_: str = "tick", anchor: str = "middle") -> Markup:
    """Return `words` with the middle, `start` or `end` of their base line at `place`."""
    return tag("text", words, class_=class_, x=place[0], y=place[1], text_anchor=anchor)


def mark(place: Point, shape: str, class_: str, hover: str = "") -> Markup:
    """Return a `disc` or a `diamond` at `place`, with a text on hover."""
    x, y = place
    hint = (tag("title", hover),) if hover else ()
    if shape == "disc":
        return tag("circle", *hint, class_=class_, cx=x, cy=y, r=4.0)
    corners = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in ((0, -5), (5, 0), (0, 5), (-5, 0)))
    return tag("polygon", *hint, class_=class_, points=corners)
