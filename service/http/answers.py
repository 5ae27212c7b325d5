"""Response bodies of a pair as JSON values: translations, back-translations and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from align.translation.forms import translate_grouped
from align.translation.neighbours import neighbours as nearest_words
from align.translation.suggest import nearest_spellings
from align.translation.translator import Translation, Translator
from service.http.registry import Pair

#: Back-translations of each candidate. Three are enough to see whether the query is among them.
_BACK = 3


def translations(
    pair: Pair, back: Pair | None, words: Sequence[str], k: int, *, group_forms: bool = False
) -> dict[str, Any]:
    """Return the response for `words` of `pair`, with back-translations if `back` is not None.

    With `group_forms`, forms of one stem are one candidate. Without back-translations, candidates
    remain dataclasses, which `service.http.json` serialises.
    """
    translate = translate_grouped if group_forms else Translator.translate
    items = translate(pair.translator, words, k)
    near = _suggestions(pair, [item.word for item in items if not item.found])
    returned = _back_translations(back, items) if back else {}
    return {
        "source": pair.source,
        "target": pair.target,
        "results": [
            {
                "word": item.word,
                "found": item.found,
                "meant": item.meant,
                "rank": item.rank,
                "guessed": item.guessed,
                "no_translation": item.no_translation,
                "suggestions": near.get(item.word, ()),
                "translations": [
                    asdict(candidate) | {"back_translations": returned[candidate.word]}
                    for candidate in item.candidates
                ]
                if back
                else item.candidates,
            }
            for item in items
        ],
    }


def _suggestions(pair: Pair, unknown: Sequence[str]) -> dict[str, tuple[str, ...]]:
    words = tuple(dict.fromkeys(unknown))
    near = nearest_spellings(words, pair.translator.source.words)
    return dict(zip(words, near, strict=True))


def _back_translations(back: Pair, items: Iterable[Translation]) -> dict[str, list[dict[str, Any]]]:
    """Return the back-translations by candidate. All candidates are looked up in one batch."""
    words = dict.fromkeys(candidate.word for item in items for candidate in item.candidates)
    return {
        item.word: [{"word": c.word, "probability": c.probability} for c in item.candidates]
        for item in back.translator.translate(list(words), _BACK)
    }


def neighbours(pair: Pair, word: str, k: int, among: Literal["source", "target"]) -> dict[str, Any]:
    """Return the response with the nearest words of a source word, on the side `among`."""
    source = pair.translator.source
    entry = source.vocabulary.find(word)
    side = source if among == "source" else pair.translator.target
    return {
        "source": pair.source,
        "target": pair.target,
        "among": among,
        "word": word,
        "found": entry is not None,
        "meant": entry,
        "suggestions": _suggestions(pair, [word])[word] if entry is None else (),
        "neighbours": nearest_words(entry, source, side, k) if entry is not None else (),
    }
