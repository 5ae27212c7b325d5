"""What pages that are one file share: the palette, the sign on them, and their policy's hashes."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment

_HTTP = files("service.http")

#: Of templates that stand in no folder of Flask's: what is put into them is text, never HTML.
ENVIRONMENT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)

#: The sign of Isogloss, as the address of a picture.
ICON = "data:image/svg+xml," + quote(
    _HTTP.joinpath("templates", "icon.svg").read_text(encoding="utf-8"), safe=""
)


def palette() -> str:
    """Return the style sheet of the colours and types that all pages have."""
    return _HTTP.joinpath("static", "palette.css").read_text(encoding="utf-8")


def hash_source(text: str) -> str:
    """Return the source expression that lets a policy allow just the inline script or style `text`.

    >>> hash_source("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
