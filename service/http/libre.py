"""LibreTranslate's routes, so that its clients work unchanged: text in, text out, word by word."""

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
from service.http import request_record as asked
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

#: Tags, comments and what is code, up to the end of the text where nothing closes them: a search
#: that begins must end well, or time would grow with the square.
_MARKUP = (
    r"<!--.*?(?:-->|\Z)|<(?P<code>script|style)\b.*?(?:</(?P=code)\s*>|\Z)"
    r"|<[a-z/!?](?:[^>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)"
)
_ENTITY = r"&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});"
_FLAGS = regex.IGNORECASE | regex.DOTALL
_UNTOUCHED_HTML = regex.compile(f"{_MARKUP}|{_ENTITY}|{UNTOUCHED.pattern}", _FLAGS)
_MARKUP_OR_ENTITY = regex.compile(f"{_MARKUP}|(?P<entity>{_ENTITY})", _FLAGS)

_BAD_REQUEST = {"description": "A value is missing or out of bounds, or the body cannot be read"}


def _problems(*statuses: int) -> dict[int | str, Any]:
    """Return how the contract describes the errors: 400 is all that is wrong with a request."""
    described = problems(400, *statuses)
    return described | {400: described[400] | _BAD_REQUEST}


@libre.post("/translate")
@libre.input(LineBody, location="json_or_form", arg_name="body")
@libre.output(LineOut)
@libre.doc(summary="Translate text, word by word", responses=_problems(404, 413, 501, 503))
def translate(body: LineBody) -> LineOut:
    """Put each known word of a text into the other language, and leave all else as it is.

    This is a dictionary, not machine translation: words are translated one by one (known phrases as
    a whole), out of context, without grammar, and in the order of the source language.
    """
    _require_key(body.api_key)
    registry = context().served.registry  # once: the models may be replaced meanwhile
    texts = [body.q] if isinstance(body.q, str) else body.q
    detected = None
    if body.source == "auto":
        detected = _detect(registry, "\n".join(texts), body.target)
    if detected and distance(body.target, detected.language) is not None:
        lines = [Line(text) for text in texts]  # it is in that language
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
    """Guess among the languages that are served, by how frequent the words are in each of them.

    The confidence is the share of the words, in percent, that speak for the language. A language
    that is not served is not found, and what is then said has a low confidence.
    """
    _require_key(body.api_key)
    return DetectedList(_guesses(body.q, list(context().served.registry.pairs.values())))


@libre.get("/languages")
@libre.output(LanguageList)
@libre.doc(summary="List the languages that are served", responses=problems())
def languages() -> LanguageList:
    """List each source language with its name and the languages that it leads to."""
    targets: dict[str, list[str]] = {}
    for pair in context().served.registry.pairs.values():
        targets.setdefault(pair.source, []).append(pair.target)
    return LanguageList(
        [LanguageOut(code=c, name=display_name(c), targets=found) for c, found in targets.items()]
    )


@libre.errorhandler(HTTPError)
def bad_request(error: HTTPError) -> Response:
    """Answer 400 where a request makes no sense, as LibreTranslate's clients expect."""
    if error.status_code == 422:
        error.status_code, error.message = 400, "Bad Request"
    return problem(error)


def _require_key(api_key: str | None) -> None:
    """Refuse a request that needs a key and came with none, neither in its head nor its body."""
    keys, now = context().keys, asked.asked()
    if keys is None or now is None or now.key is not None:
        return
    now.key = keys.name_of(api_key or "")
    if now.key is None:
        abort(401, detail=NO_KEY, headers=CHALLENGE)


def _detect(registry: Registry, text: str, target: str) -> Detected:
    """Return the likeliest of the languages that lead to `target`, and of itself."""
    pairs = list(registry.pairs.values())
    leading = [p for p in pairs if distance(target, p.target) is not None]
    if not leading:
        refuse(f"{target} is not supported", registry.pairs)
    itself = [p for p in pairs if distance(target, p.source) is not None]
    return _guesses(text, leading + itself)[0]


def _guesses(text: str, pairs: Sequence[Pair]) -> list[Detected]:
    vocabularies: dict[str, Mapping[str, int]] = {}
    for pair in pairs:  # of several vocabularies of a language any will do
        vocabularies.setdefault(pair.source, pair.translator.source.rows)
    found = detect_language(text, vocabularies)
    return [Detected(confidence=round(sure, 1), language=code) for code, sure in found.items()]


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
    except IndexUnavailable:  # asked where the table is not as wide as all alternatives are many
        raise
    except IsoglossError as error:  # the server lacks what it takes to read this language
        abort(501, detail=str(error))
    known, unknown = sum(line.known for line in lines), sum(line.unknown for line in lines)
    asked.tell(pair=pair.name, known=known, unknown=unknown)
    return lines


def _letter(match: regex.Match[str]) -> str:
    """Return the letter that an entity stands for, as part of its word; all else as it is."""
    read = html.unescape(match[0]) if match["entity"] else ""
    return read if read.isalpha() else str(match[0])
