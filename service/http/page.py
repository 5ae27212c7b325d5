"""The home page: a search box, a choice of pairs and the translations."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.http.context import context
from service.pages import ICON

page = Blueprint("page", __name__)


@page.get("/")
def home() -> str:
    """Return the page. Its script requests `/v1/translate`."""
    pairs = context().served.registry.pairs.values()
    return render_template("index.html", pairs=pairs, icon=ICON)
