"""LibreTranslate's routes, so that its clients work unchanged.

Texts are translated word by word.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import regex
from apiflask import APIBlueprint, HTTPError, abort
from flask import Response

from align.translation.detect import detect as detect_language
from align.translation.line import Line, translate_lines
from align.translation.units import UNTOUCHED
from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.codes import display_name, distance
from service.http import request_record
from service.http.context import context
from service.http.keys import CHALLENGE, NO_KEY
from service.http.libre_schemas import (
    DetectBody,
    Detected,
    DetectedList,
    LanguageList,
    LanguageOut,
    LineBody,
    LineOut,
)
from service.http.problems import problem, problems, refuse
from service.http.registry import Pair, Registry

libre = APIBlueprint("libre", __name__, tag="LibreTranslate")

#: Tags, comments, scripts and styles. If one is not closed, it extends to the end of the text. A
#: match that fails at the end would make the time quadratic in the length.
_MARKUP = (
    r"<!--.*?(?:-->|\Z)|<(?P<code>script|style)\b.*?(?:</(?P=code)\s*>|\Z)"
    r"|<[a-z/!?](?:[^>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)"
)
_ENTITY = r"&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});"
_FLAGS = regex.IGNORECASE | regex.DOTALL
_UNTOUCHED_HTML = regex.compile(f"{_MARKUP}|{_ENTITY}|{UNTOUCHED.pattern}", _FLAGS)
_MARKUP_OR_ENTITY = regex.compile(f"{_MARKUP}|(?P<entity>{_ENTITY})", _FLAGS)

_BAD_REQUEST = {"description": "A value is missing or out of range, or the body cannot be read"}


def _problems(*statuses: int) -> dict[int | str, Any]:
    """Return the OpenAPI descriptions of the errors. Status 400 covers every invalid request."""
    described = problems(400, *statuses)
    return described | {400: described[400] | _BAD_REQUEST}


@libre.post("/translate")
@libre.input(LineBody, location="json_or_form", arg_name="body")
@libre.output(LineOut)
@libre.doc(summary="Translate text, word by word", responses=_problems(404, 413, 501, 503))
def translate(body: LineBody) -> LineOut:
    """Translate each known word of a text and leave everything else unchanged.

    This is a dictionary, not machine translation. Words are translated one by one (known phrases as
    a whole), without context, without grammar, and in the order of the source language.
    """
    _require_key(body.api_key)
    registry = context().served.registry  # read once: a reload may replace the models meanwhile
    texts = [body.q] if isinstance(body.q, str) else body.q
    detected = None
    if body.source == "auto":
        detected = _detect(registry, "\n".join(texts), body.target)
    if detected and distance(body.target, detected.language) is not None:
        lines = [Line(text) for text in texts]  # the text is in the target language already
    else:
        lines = _translate(registry, detected.language if detected else body.source, texts, body)
    if isinstance(body.q, str):
        return LineOut(
            translatedText=lines[0].text,
            alternatives=list(lines[0].alternatives) if body.most else None,
            detectedLanguage=detected,
        )
    return LineOut(
        translatedText=[line.text for line in lines],
        alternatives=[list(line.alternatives) for line in lines] if body.most else None,
        detectedLanguage=[detected] * len(lines) if detected else None,
    )


@libre.post("/detect")
@libre.input(DetectBody, location="json_or_form", arg_name="body")
@libre.output(DetectedList)
@libre.doc(summary="Guess the language of a text", responses=_problems(413))
def detect(body: DetectBody) -> DetectedList:
    """Guess the language of a text from the frequencies of its words in each served language.

    The confidence is the percentage of words that support the language. Other languages cannot be
    detected; a text in one of them gets a served language with a low confidence.
    """
    _require_key(body.api_key)
    return DetectedList(_guesses(body.q, list(context().served.registry.pairs.values())))


@libre.get("/languages")
@libre.output(LanguageList)
@libre.doc(summary="List the served languages", responses=problems())
def languages() -> LanguageList:
    """Return each source language with its name and its target languages."""
    targets: dict[str, list[str]] = {}
    for pair in context().served.registry.pairs.values():
        targets.setdefault(pair.source, []).append(pair.target)
    return LanguageList(
        [LanguageOut(code=c, name=display_name(c), targets=ends) for c, ends in targets.items()]
    )


@libre.errorhandler(HTTPError)
def bad_request(error: HTTPError) -> Response:
    """Answer 400 instead of 422 to an invalid request, as LibreTranslate's clients expect."""
    if error.status_code == 422:
        error.status_code, error.message = 400, "Bad Request"
    return problem(error)


def _require_key(api_key: str | None) -> None:
    """Refuse a request without a valid key in its header or body, if the service needs keys."""
    keys, record = context().keys, request_record.current_record()
    if keys is None or record is None or record.key is not None:
        return
    record.key = keys.name_of(api_key or "")
    if record.key is None:
        abort(401, detail=NO_KEY, headers=CHALLENGE)


def _detect(registry: Registry, text: str, target: str) -> Detected:
    """Return the most likely language of `text` among the sources of `target` and `target`."""
    pairs = list(registry.pairs.values())
    sources = [p for p in pairs if distance(target, p.target) is not None]
    if not sources:
        refuse(f"{target} is not supported", registry.pairs)
    itself = [p for p in pairs if distance(target, p.source) is not None]
    return _guesses(text, sources + itself)[0]


def _guesses(text: str, pairs: Sequence[Pair]) -> list[Detected]:
    vocabularies: dict[str, Mapping[str, int]] = {}
    for pair in pairs:  # one vocabulary of each language is enough
        vocabularies.setdefault(pair.source, pair.translator.source.rows)
    shares = detect_language(text, vocabularies)
    return [Detected(confidence=round(sure, 1), language=code) for code, sure in shares.items()]


def _translate(registry: Registry, source: str, texts: Sequence[str], body: LineBody) -> list[Line]:
    pair = registry.find(source, body.target)
    if pair is None:
        refuse(f"{source} to {body.target} is not supported", registry.pairs)
    options: dict[str, Any] = {"alternatives": body.most}
    if body.format == "html":
        texts = [_MARKUP_OR_ENTITY.sub(_letter, text) for text in texts]
        options |= {"untouched": _UNTOUCHED_HTML, "escape": partial(html.escape, quote=False)}
    try:
        lines = translate_lines(pair.translator, texts, **options)
    except IndexUnavailable:  # more alternatives than the table of the model has
        raise
    except IsoglossError as error:  # the library that splits this language into words is missing
        abort(501, detail=str(error))
    known, unknown = sum(line.known for line in lines), sum(line.unknown for line in lines)
    request_record.note(pair=pair.name, known=known, unknown=unknown)
    return lines


def _letter(match: regex.Match[str]) -> str:
    """Return the letter of an entity, so that it joins its word; return other matches unchanged."""
    text = html.unescape(match[0]) if match["entity"] else ""
    return text if text.isalpha() else str(match[0])
