"""Shared parts of the self-contained pages: templates, icon, palette, and hashes for policies."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment

_HTTP = files("service.http")

#: Renders the templates outside the folders of Flask. It escapes values, so they are never HTML.
ENVIRONMENT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)

#: The icon of Isogloss, as a data URL.
ICON = "data:image/svg+xml," + quote(
    _HTTP.joinpath("templates", "icon.svg").read_text(encoding="utf-8"), safe=""
)


def palette() -> str:
    """Return the style sheet with the colours and fonts of all pages."""
    return _HTTP.joinpath("static", "palette.css").read_text(encoding="utf-8")


def hash_source(text: str) -> str:
    """Return the source expression by which a policy allows the inline script or style `text`.

    >>> hash_source("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
