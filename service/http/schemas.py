"""What the HTTP routes take and give, with their limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: Most words a call, characters a word, candidates a word, bytes a body.
MAX_WORDS = 256
MAX_CHARACTERS = 100
MAX_K = 100
MAX_BODY = 1_000_000

Code = Annotated[str, Field(min_length=1, max_length=35, examples=["en"])]
Word = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, examples=["cat"])]
Count = Annotated[int, Field(ge=1, le=MAX_K)]


class _Asked(BaseModel):
    """What is asked; a field that is not known is a mistake, and told."""

    model_config = ConfigDict(extra="forbid")

    source: Code
    target: Code
    k: Count = 5


class TranslateBody(_Asked):
    """Words to translate."""

    words: Annotated[list[Word], Field(min_length=1, max_length=MAX_WORDS)]
    back_translations: bool = False


class TranslateQuery(_Asked):
    """One word to translate, in the query string."""

    q: Word
    back_translations: bool = False


class NeighboursQuery(_Asked):
    """A source word whose neighbours are asked for, among the words of either language."""

    q: Word
    among: Literal["source", "target"] = "source"


class BackOut(BaseModel):
    """What a candidate is translated to in turn."""

    word: str
    probability: float


class CandidateOut(BaseModel):
    """A translation.

    Its CSLS, about -4 to 4; its probability among the candidates of its word; the cosine of the two
    vectors; its place by frequency, the most frequent word is 1; whether each of the two words is
    the other's best candidate. Back-translations only where they were asked for.
    """

    word: str
    score: float
    probability: float
    cosine: float
    rank: int
    mutual: bool
    back_translations: list[BackOut] | None = None


class TranslationOut(BaseModel):
    """A word and its candidates, best first; `found` is false where the word is not known.

    `meant` is the known word that was looked up, as written in the vocabulary, and `rank` its place
    by frequency. `guessed` is true where the candidates of a word that is not known come from its
    letters. `suggestions` are known words spelled nearly as one that is not.
    """

    word: str
    found: bool
    meant: str | None
    rank: int | None
    guessed: bool
    suggestions: list[str]
    translations: list[CandidateOut]


class TranslateOut(BaseModel):
    """One item for each word, in order."""

    source: str
    target: str
    results: list[TranslationOut]


class NeighbourOut(BaseModel):
    """A word near another: the cosine of their vectors, and its place by frequency."""

    word: str
    cosine: float
    rank: int


class NeighboursOut(BaseModel):
    """A word's neighbours, nearest first."""

    source: str
    target: str
    among: Literal["source", "target"]
    word: str
    found: bool
    meant: str | None
    suggestions: list[str]
    neighbours: list[NeighbourOut]


class PairOut(BaseModel):
    """A direction that is served: sizes, method, verdict, provenance, checksum of the manifest."""

    source: str
    target: str
    source_words: int
    target_words: int
    dimension: int
    verdict: dict[str, Any]
    method: dict[str, Any]
    provenance: dict[str, Any]
    sha256: str


class PairsOut(BaseModel):
    """All directions that are served."""

    pairs: list[PairOut]


class MapOut(BaseModel):
    """A pair's map: for each side its words, and base64 of what the page draws of them."""

    format: Literal["isogloss-map"]
    version: int
    verdict: str
    variance: float | None
    sides: list[dict[str, Any]]


class HealthOut(BaseModel):
    """The service answers."""

    status: Literal["ok"]


class ReadyOut(BaseModel):
    """Whether words can be asked for, and why the last reload failed if it did."""

    status: Literal["ready"]
    pairs: int
    reload_error: str | None


class InfoOut(BaseModel):
    """What this service is and what it allows."""

    name: str
    version: str
    pairs: list[str]
    limits: dict[str, int | str | None]


class ReloadOut(BaseModel):
    """What is served after a reload, and which of it is new."""

    pairs: list[str]
    loaded: list[str]


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with `error` beside it for LibreTranslate's clients."""

    type: str
    title: str
    status: int
    detail: str
    error: str
    request_id: str | None = None
    errors: dict[str, Any] | None = None
