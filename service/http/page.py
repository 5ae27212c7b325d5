"""The page at `/`: a box, a pair, answers."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

page = Blueprint("page", __name__)


@page.get("/")
def home() -> str:
    """Show the page; its script asks `/v1/translate`."""
    pairs = current_app.extensions["isogloss"].pairs.values()
    return render_template("index.html", pairs=pairs)
