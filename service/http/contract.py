"""The OpenAPI document, where APIFlask says less than is so."""

from __future__ import annotations

from typing import Any


def complete(document: dict[str, Any] | str) -> dict[str, Any] | str:
    """Return `document` with each body that is described as one that must be sent."""
    assert isinstance(document, dict)  # a string is YAML, which is not asked for
    for path in document["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return document
