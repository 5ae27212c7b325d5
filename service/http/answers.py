"""What a pair answers, as what JSON is made of: translations, back-translations, neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from align.translation.translator import Translation
from align.translation.neighbours import neighbours as nearest_words
from align.translation.suggest import nearest_spellings
from service.http.registry import Pair

#: What each candidate is translated back to: enough to see whether it is the word that was asked.
_BACK = 3


def translations(pair: Pair, back: Pair | None, words: Sequence[str], k: int) -> dict[str, Any]:
    """Return the answer to `words` from `pair`; back-translations from `back`, the way home.

    Candidates are left as they are: the JSON writer knows them (`service.http.json`).
    """
    found = pair.translator.translate(words, k)
    near = _suggestions(pair, [item.word for item in found if not item.found])
    home = _back_translations(back, found) if back else {}
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
                "suggestions": near.get(item.word, ()),
                "translations": [
                    asdict(candidate) | {"back_translations": home[candidate.word]}
                    for candidate in item.candidates
                ]
                if back
                else item.candidates,
            }
            for item in found
        ],
    }


def _suggestions(pair: Pair, unknown: Sequence[str]) -> dict[str, tuple[str, ...]]:
    words = tuple(dict.fromkeys(unknown))
    near = nearest_spellings(words, pair.translator.source.words)
    return dict(zip(words, near, strict=True))


def _back_translations(back: Pair, found: Iterable[Translation]) -> dict[str, list[dict[str, Any]]]:
    """Return what each candidate is translated to, all looked up at once."""
    words = dict.fromkeys(candidate.word for item in found for candidate in item.candidates)
    return {
        home.word: [{"word": c.word, "probability": c.probability} for c in home.candidates]
        for home in back.translator.translate(list(words), _BACK)
    }


def neighbours(pair: Pair, word: str, k: int, among: Literal["source", "target"]) -> dict[str, Any]:
    """Return the words nearest to a source word, among the words of either side."""
    source = pair.translator.source
    meant = source.vocabulary.find(word)
    side = source if among == "source" else pair.translator.target
    return {
        "source": pair.source,
        "target": pair.target,
        "among": among,
        "word": word,
        "found": meant is not None,
        "meant": meant,
        "suggestions": _suggestions(pair, [word])[word] if meant is None else (),
        "neighbours": nearest_words(meant, source, side, k) if meant is not None else (),
    }
