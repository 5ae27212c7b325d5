"""The translations of several words, for display in a notebook or a data frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from align.translation.forms import GroupedCandidate
from align.translation.translator import Candidate, Translation


@dataclass(frozen=True, repr=False)
class Translations:
    """Words with their candidates, in the order of the query.

    Parameters
    ----------
    items
        One translation for each word.
    """

    items: tuple[Translation, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Translation]:
        return iter(self.items)

    def __getitem__(self, place: int) -> Translation:
        return self.items[place]

    def __repr__(self) -> str:
        width = max((len(item.word) for item in self.items), default=0)
        return "\n".join(f"{item.word:{width}}  {_candidates(item)}" for item in self.items)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one dictionary per candidate, for a data frame: `pandas.DataFrame(t.to_dicts())`.

        `word` is the word of the query, and `meant` its vocabulary entry. `guessed` says whether
        the candidates come from the letters of an unknown word. `place` is the place of the
        candidate, from 1, and `translation` its word. `no_translation` is the probability that no
        target word translates the word. The other keys are those of a `Candidate`,
        and `forms` where forms of one stem are one candidate. A word without candidates has no row.
        """
        return [
            {
                "word": item.word,
                "meant": item.meant,
                "guessed": item.guessed,
                "no_translation": item.no_translation,
                "place": place,
                "translation": candidate.word,
                **{name: value for name, value in asdict(candidate).items() if name != "word"},
            }
            for item in self.items
            for place, candidate in enumerate(item.candidates, 1)
        ]


def _candidates(item: Translation) -> str:
    if not item.candidates:
        return "(not in the vocabulary)"
    shown = ", ".join(f"{_word(each)} {each.probability:.0%}" for each in item.candidates)
    if item.untranslated:
        return f"(no translation {item.no_translation:.0%}) {shown}"
    return f"{shown} (guessed from its letters)" if item.guessed else shown


def _word(candidate: Candidate) -> str:
    forms = candidate.forms if isinstance(candidate, GroupedCandidate) else ()
    return f"{candidate.word} ({', '.join(forms)})" if forms else candidate.word
