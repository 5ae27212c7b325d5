import re
from importlib.resources import files

import pytest

from service.pages import palette

#: The style sheets of all pages that have the palette's colours.
SHEETS = [
    files("service.http").joinpath("static", "page.css"),
    files("service.map").joinpath("assets", "map.css"),
]


def _declared(text):
    return re.findall(r"(--[\w-]+):", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_uses_the_palette_and_declares_no_colour_again(sheet):
    text = sheet.read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    assert used and used <= set(_declared(palette()))
    assert not _declared(text)


def test_the_dark_palette_has_every_colour_of_the_light_one():
    light, dark = palette().split("@media screen and (prefers-color-scheme: dark)")
    assert set(_declared(light)) - set(_declared(dark)) == {"--words"}  # a type, no colour
