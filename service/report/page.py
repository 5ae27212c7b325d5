"""The report as one HTML page: a model, and its scores against a gold dictionary.

It needs no network and no script. Its policy allows only its own style, by hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePath

import numpy as np
from markupsafe import Markup

from align.evaluation.calibration import Grading
from align.evaluation.certainty import certainty
from align.evaluation.hubs import Hubs, antihubs, count_hubs, skewness
from align.model.manifest import Manifest, SideEntry
from align.model.model import Model, Side
from align.model.save import describe
from service.codes import display_name
from service.lexicons.writing import language_tag
from service.pages import ENVIRONMENT, ICON, hash_source, palette
from service.report import plots as charts
from service.report.convergence import SOLVED, convergence
from service.report.evidence import pieces, ruling
from service.report.history import read_history
from service.report.scores import beside

_ASSETS = files("service.report").joinpath("assets")

#: The page may load nothing but its inline style and pictures.
_POLICY = (
    "default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"
)

#: Most frequent words for the count of hubs: hundreds of thousands would take minutes.
_HUB_WORDS = 20_000

#: Parts of the record that the page shows elsewhere.
_SHOWN = ("rounds", "seed")

#: Number of hubs named on each side.
_HUBS_NAMED = 8


@dataclass(frozen=True)
class Language:
    """A language of the model.

    Parameters
    ----------
    name, code, tag
        Its name in English, its code in the model, its tag in HTML.
    words
        Number of words.
    origin
        Provenance of its vectors, as names and texts.
    index
        Kind of its index.
    """

    name: str
    code: str
    tag: str
    words: int
    origin: tuple[tuple[str, str], ...]
    index: str


@dataclass(frozen=True)
class Hub:
    """A word, and how often it is among the ten nearest, before and after CSLS."""

    word: str
    before: int
    after: int


@dataclass(frozen=True)
class Hubness:
    """The hubs of one language among the nearest words of the other.

    Parameters
    ----------
    language
        The language of the hubs.
    other
        The other language.
    drawn
        The chart.
    figures
        Name, value before and value after CSLS.
    worst
        The largest hubs before CSLS, largest first.
    """

    language: Language
    other: Language
    drawn: Markup
    figures: tuple[tuple[str, ...], ...]
    worst: tuple[Hub, ...]


def report_page(model: Model, graded: Grading | None = None) -> str:
    """Return the page about `model`.

    Parameters
    ----------
    model
        The model.
    graded
        Its scores against a gold dictionary; None for a page without scores.

    Raises
    ------
    IsoglossError
        If the record of the model has an unknown form.
    """
    manifest = describe(model)
    history = read_history(manifest.method)
    source, target = languages = _language(manifest.source), _language(manifest.target)
    verdict = model.alignment.verdict
    style = palette() + _asset("chart.css") + _asset("report.css")
    return ENVIRONMENT.from_string(_asset("report.html")).render(
        policy=_POLICY.format(style=hash_source(style)),
        style=Markup(style),
        icon=ICON,
        source=source,
        target=target,
        about=manifest.to_json(),
        verdict=verdict,
        ruling=ruling(verdict),
        pieces=tuple(pieces(verdict)),
        history=history,
        solved=SOLVED,
        convergence=convergence(history, verdict.evidence.convincing_gain)
        if history.groups
        else None,
        hubness=_hubness(model, languages),
        hub_words=_HUB_WORDS,
        certainty=certainty(model),
        graded=graded,
        gold=PurePath(graded.gold).name if graded else "",
        scored=_scored(graded),
        beside=beside,
        charts=charts,
        run=_run(manifest),
    )


def _scored(graded: Grading | None) -> tuple[str, ...]:
    """Return the languages of the scored words and of the answers."""
    ends = (graded.report.source, graded.report.target) if graded else ()
    return tuple(display_name(code) for code in ends)


def _asset(name: str) -> str:
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def _language(side: SideEntry) -> Language:
    """Return the language of a side, by its entry in the manifest."""
    code, origin = side.language, sorted(side.provenance.items())
    texts = tuple((name, _text(value)) for name, value in origin)
    index = side.index["kind"]
    return Language(display_name(code), code, language_tag(code), side.words, texts, index)


def _text(value: object) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, sort_keys=True)


def _hubness(model: Model, languages: tuple[Language, Language]) -> tuple[Hubness, ...]:
    """Return the hubs of both sides; first those of the target, which translations lead to."""
    sides = model.source, model.target
    counted = count_hubs(*(np.ascontiguousarray(side.vectors[:_HUB_WORDS]) for side in sides))
    return tuple(
        _hubs_of(sides[one], counted[one], languages[one], languages[1 - one]) for one in (1, 0)
    )


def _hubs_of(side: Side, hubs: Hubs, language: Language, other: Language) -> Hubness:
    worst = np.argsort(-hubs.plain, kind="stable")[:_HUBS_NAMED].tolist()
    title = f"How many {other.name} words have each {language.name} word among their ten nearest"
    both = hubs.plain, hubs.corrected
    figures = (
        ("Skewness", *(f"{skewness(counts):.2f}" for counts in both)),
        ("Largest count", *(f"{counts.max():,}" for counts in both)),
        ("Near no word", *(f"{antihubs(counts):.1%}" for counts in both)),
    )
    return Hubness(
        language,
        other,
        charts.hubness(f"hubs-{language.code}", title, hubs),
        figures,
        tuple(Hub(side.words[row], *(int(counts[row]) for counts in both)) for row in worst),
    )


def _run(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """Return the rest of the record as names and texts, with all settings as the last pair."""
    method = {name: value for name, value in manifest.method.items() if name not in _SHOWN}
    settings, versions = method.pop("settings", {}), method.pop("versions", {})
    named = {name.replace("_", " "): value for name, value in sorted(method.items())}
    named["sharpness of the probabilities"] = f"{manifest.sharpness:.4g}"
    named |= (
        dict(sorted(versions.items())) if isinstance(versions, dict) else {"versions": versions}
    )
    return *((name, _text(value)) for name, value in named.items()), (
        "settings",
        _json(settings, 2),
    )
