"""The page at `/`: a box, a pair, answers."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

from flask import Blueprint, render_template

from service.http.context import context

_ICON = "data:image/svg+xml," + quote(
    files("service.http").joinpath("templates", "icon.svg").read_text(encoding="utf-8"), safe=""
)

page = Blueprint("page", __name__)


@page.get("/")
def home() -> str:
    """Show the page; its script asks `/v1/translate`."""
    pairs = context().served.registry.pairs.values()
    return render_template("index.html", pairs=pairs, icon=_ICON)
