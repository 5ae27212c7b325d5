"""Language detection by the frequency of a text's words in several vocabularies."""

from __future__ import annotations

from collections.abc import Mapping

from align.translation.units import UNTOUCHED
from embeddings.errors import IsoglossError
from embeddings.text.spans import spans
from embeddings.text.tokens import TokenRules

#: Shift of ranks, as in Mandelbrot's form of Zipf's law: the first words of a language are less
#: frequent than 1/rank.
_SHIFT = 3.0


def detect(text: str, vocabularies: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Return the share of `text` that points to each language, in per cent, likeliest first.

    Every word has the same weight. It is divided among the languages by the word's frequency in
    each, estimated from its rank (Zipf). Unknown words point to no language, so the shares add up
    to the share of known words. A word spelled alike in all languages decides nothing. The result
    for a few words is a guess.

    Parameters
    ----------
    text
        The text.
    vocabularies
        The row of each word, by language; the most frequent word first.
    """
    plain = UNTOUCHED.sub(" ", text)
    words = {code: _words(plain, code) for code in vocabularies}
    places = sorted({place for by_place in words.values() for place in by_place})
    totals = dict.fromkeys(vocabularies, 0.0)
    for place in places:
        shares = {
            code: 1 / (_SHIFT + rows[words[code][place]])
            for code, rows in vocabularies.items()
            if words[code].get(place) in rows
        }
        whole = sum(shares.values())
        for code, share in shares.items():
            totals[code] += 100 / len(places) * (share / whole)
    return dict(sorted(totals.items(), key=lambda total: -total[1]))


def _words(text: str, language: str) -> dict[int, str]:
    """Return the words of `text` by their offsets, without numbers.

    Empty if the language is written without spaces and PyICU is not installed.
    """
    try:
        words = spans(text, TokenRules(language=language))
    except IsoglossError:
        return {}
    return {span.start: span.word for span in words if not span.word.isnumeric()}
