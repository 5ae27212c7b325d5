"""The map of a pair: the page at `/map/SOURCE-TARGET`, its scripts and its style."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, abort

from service.http.context import context
from service.http.files import answer_file
from service.http.problems import refuse_pair
from service.map.page import asset, assets, served
from service.map.picture import title

#: Media types by file extension.
_KINDS = {"js": "text/javascript", "css": "text/css"}

map_page = Blueprint("map", __name__)


@map_page.get("/map/<name>")
def show(name: str) -> str:
    """Return the map page of a pair. Its script reads `/v1/map/SOURCE-TARGET`."""
    registry = context().served.registry
    pair = registry.named(name) or refuse_pair(name, registry.pairs)
    return served(title(pair.translator), f"../v1/map/{quote(pair.name, safe='')}")


@map_page.get("/map/assets/<name>")
def file(name: str) -> Response:
    """Return a script or the style sheet."""
    if name not in assets():
        abort(404)
    return answer_file(asset(name), _KINDS[name.rpartition(".")[2]])
