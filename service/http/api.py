"""The `/v1` routes and the probe: one short view each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint, abort
from flask import current_app

from service.http.registry import Pair, Registry
from service.http.schemas import (
    CandidateOut,
    HealthOut,
    PairOut,
    PairsOut,
    Problem,
    TranslateBody,
    TranslateOut,
    TranslateQuery,
    TranslationOut,
)

api = APIBlueprint("api", __name__, tag="Translate")

_PROBLEMS: dict[int | str, Any] = {
    status: {
        "description": text,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, text in {
        400: "Malformed JSON",
        404: "The pair is not served",
        413: "The body is too large",
        422: "A value is missing or out of bounds",
    }.items()
}


@api.post("/v1/translate")
@api.input(TranslateBody, location="json", arg_name="body")
@api.output(TranslateOut)
@api.doc(summary="Translate words", responses=_PROBLEMS)
def translate(body: TranslateBody) -> TranslateOut:
    """Answer one item for each word, in order; an unknown word is `found: false`, not an error."""
    return _translate(body.source, body.target, body.words, body.k)


@api.get("/v1/translate")
@api.input(TranslateQuery, location="query", arg_name="query")
@api.output(TranslateOut)
@api.doc(summary="Translate a word", responses={s: _PROBLEMS[s] for s in (404, 422)})
def translate_one(query: TranslateQuery) -> TranslateOut:
    """Answer as POST does, for one word; for links, browsers and curl."""
    return _translate(query.source, query.target, [query.q], query.k)


@api.get("/v1/pairs")
@api.output(PairsOut)
@api.doc(summary="What is served")
def pairs() -> PairsOut:
    """List the pairs: sizes, method, verdict, provenance."""
    return PairsOut(pairs=[_describe(pair) for pair in _registry().pairs.values()])


@api.get("/health")
@api.output(HealthOut)
@api.doc(summary="Whether the service answers", tags=["Operate"])
def health() -> HealthOut:
    """Answer, which is all that is asked."""
    return HealthOut(status="ok")


def _registry() -> Registry:
    registry: Registry = current_app.extensions["isogloss"]
    return registry


def _translate(source: str, target: str, words: Sequence[str], k: int) -> TranslateOut:
    pair = _registry().find(source, target)
    if pair is None:
        served = ", ".join(_registry().pairs)
        abort(404, detail=f"no pair '{source}-{target}'; served: {served}")
    results = [
        TranslationOut(
            word=found.word,
            found=found.found,
            meant=found.meant,
            guessed=found.guessed,
            translations=[
                CandidateOut(word=c.word, score=c.score, probability=c.probability)
                for c in found.candidates
            ],
        )
        for found in pair.translator.translate(words, k)
    ]
    return TranslateOut(source=source, target=target, results=results)


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
    )
