"""Which of several languages a text is in, by what its words are in each."""

from __future__ import annotations

from collections.abc import Mapping

from align.translation.units import UNTOUCHED
from embeddings.errors import IsoglossError
from embeddings.text.spans import spans
from embeddings.text.tokens import TokenRules

#: Ranks are shifted by so much, as in Mandelbrot's form of Zipf's law: the very first words of a
#: language are less frequent than 1/rank would have it.
_SHIFT = 3.0


def detect(text: str, vocabularies: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Return how much of `text` speaks for each language, in percent: the likeliest first.

    Each word counts alike. It speaks for a language as far as it is more frequent there than in the
    others, going by its rank in each vocabulary (Zipf); a word that none knows speaks for none. So
    the percentages add up to the share of the words that are known, and a word that is spelled
    alike in all languages decides nothing. A text of few words is a guess.

    Parameters
    ----------
    text
    vocabularies
        By language, the row of each word, the most frequent first.
    """
    plain = UNTOUCHED.sub(" ", text)
    words = {code: _words(plain, code) for code in vocabularies}
    places = sorted({place for found in words.values() for place in found})
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
    """Return the words of `text` by their places, as the language has them; numbers speak for none.

    None where there are no spaces between words and PyICU, which finds them, is not there.
    """
    try:
        found = spans(text, TokenRules(language=language))
    except IsoglossError:
        return {}
    return {span.start: span.word for span in found if not span.word.isnumeric()}
