"""Additions to the OpenAPI document that APIFlask generates."""

from __future__ import annotations

from typing import Any


def complete(document: dict[str, Any] | str) -> dict[str, Any] | str:
    """Return `document` with every request body marked as required."""
    assert isinstance(document, dict)  # a string would be YAML, which this service does not use
    for path in document["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return document
