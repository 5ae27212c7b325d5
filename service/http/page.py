"""The page at `/`: a box, a pair, answers."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.http.context import context
from service.pages import ICON

page = Blueprint("page", __name__)


@page.get("/")
def home() -> str:
    """Show the page; its script asks `/v1/translate`."""
    pairs = context().served.registry.pairs.values()
    return render_template("index.html", pairs=pairs, icon=ICON)
