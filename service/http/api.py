"""The `/v1` routes: translate, neighbours, pairs and map."""

from __future__ import annotations

import gzip
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Response, current_app, request

from service.http import answers, request_record
from service.http.context import context
from service.http.problems import problems, refuse_pair
from service.http.registry import Pair, Registry
from service.http.schemas import (
    MapOut,
    NeighboursOut,
    NeighboursQuery,
    PairOut,
    PairsOut,
    TranslateBody,
    TranslateOut,
    TranslateQuery,
)

api = APIBlueprint("api", __name__, tag="Translate")


@api.post("/v1/translate")
@api.input(TranslateBody, location="json", arg_name="body")
@api.output(TranslateOut)
@api.doc(summary="Translate words", responses=problems(400, 404, 413, 415, 422, 503))
def translate(body: TranslateBody) -> Response:
    """Return one item for each word, in order. An unknown word has `found: false`."""
    return _translate(body, body.words)


@api.get("/v1/translate")
@api.input(TranslateQuery, location="query", arg_name="query")
@api.output(TranslateOut)
@api.doc(summary="Translate a word", responses=problems(404, 422, 503))
def translate_one(query: TranslateQuery) -> Response:
    """Return the same as POST does, for one word. This suits links, browsers and curl."""
    return _translate(query, [query.q])


@api.get("/v1/neighbours")
@api.input(NeighboursQuery, location="query", arg_name="query")
@api.output(NeighboursOut)
@api.doc(summary="Find a word's neighbours", responses=problems(404, 422, 503))
def neighbours(query: NeighboursQuery) -> Response:
    """Return the nearest words of a source word by cosine, in its own or the other language."""
    pair = _pair(_registry(), query.source, query.target)
    request_record.note(pair=pair.name)
    return _json(answers.neighbours(pair, query.q, query.k, query.among))


@api.get("/v1/pairs")
@api.output(PairsOut)
@api.doc(summary="List the pairs")
def pairs() -> PairsOut:
    """Return all served pairs with their sizes, method, verdict, provenance and checksum."""
    return PairsOut(pairs=[_describe(pair) for pair in _registry().pairs.values()])


@api.get("/v1/pairs/<name>")
@api.output(PairOut)
@api.doc(summary="Describe a pair", responses=problems(404))
def pair(name: str) -> PairOut:
    """Return the entry of one pair, `source-target`, as in the list."""
    registry = _registry()
    return _describe(registry.named(name) or refuse_pair(name, registry.pairs))


@api.get("/v1/map/<name>")
@api.output(MapOut)
@api.doc(summary="Read a pair's map", responses=problems(404))
def map_(name: str) -> Response:
    """Return the most frequent words of both languages, their positions and their translations.

    The first request for a pair takes some seconds. Number arrays are base64 of little-endian
    integers.
    """
    registry = _registry()
    pair = registry.named(name) or refuse_pair(name, registry.pairs)
    request_record.note(pair=pair.name)
    packed = context().maps.of(pair)
    response = Response(packed.compressed, mimetype="application/json")
    response.content_encoding = "gzip"
    if not request.accept_encodings.quality("gzip"):
        response = Response(gzip.decompress(packed.compressed), mimetype="application/json")
    response.vary.add("Accept-Encoding")
    response.set_etag(packed.etag, weak=True)
    return cast(Response, response.make_conditional(request))


def _translate(body: TranslateBody | TranslateQuery, words: list[str]) -> Response:
    registry = _registry()  # read once: a reload may replace the models meanwhile
    pair = _pair(registry, body.source, body.target)
    back = registry.find(pair.target, pair.source) if body.back_translations else None
    answer = answers.translations(pair, back, words, body.k, group_forms=body.group_forms)
    request_record.note(pair=pair.name, **_counted(answer["results"]))
    return _json(answer)


def _counted(results: list[dict[str, Any]]) -> dict[str, int]:
    """Return the numbers of known, guessed and unknown words, for the log and the metrics."""
    known = sum(item["found"] for item in results)
    guessed = sum(item["guessed"] for item in results)
    return {"known": known, "guessed": guessed, "unknown": len(results) - known - guessed}


def _registry() -> Registry:
    return context().served.registry


def _pair(registry: Registry, source: str, target: str) -> Pair:
    pair = registry.find(source, target)
    return pair or refuse_pair(f"{source}-{target}", registry.pairs)


def _json(answer: object) -> Response:
    return cast(Response, current_app.json.response(answer))


def _describe(pair: Pair) -> PairOut:
    about = pair.about
    return PairOut(
        source=pair.source,
        target=pair.target,
        source_words=about["source"]["words"],
        target_words=about["target"]["words"],
        dimension=about["dimension"],
        verdict=about["verdict"],
        method=about["method"],
        provenance={side: about[side]["provenance"] for side in ("source", "target")},
        sha256=pair.sha256,
    )
