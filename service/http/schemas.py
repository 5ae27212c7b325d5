"""Schemas of the requests and responses of the HTTP routes, and their limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: Most words in a request, characters in a word, candidates for a word, bytes in a body.
MAX_WORDS = 256
MAX_CHARACTERS = 100
MAX_K = 100
MAX_BODY = 1_000_000

Code = Annotated[str, Field(min_length=1, max_length=35, examples=["en"])]
Word = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, examples=["cat"])]
Count = Annotated[int, Field(ge=1, le=MAX_K)]


class _PairRequest(BaseModel):
    """Fields of every request for a pair. Unknown fields are rejected as mistakes."""

    model_config = ConfigDict(extra="forbid")

    source: Code
    target: Code
    k: Count = 5


class TranslateBody(_PairRequest):
    """The words to translate."""

    words: Annotated[list[Word], Field(min_length=1, max_length=MAX_WORDS)]
    back_translations: bool = False
    group_forms: bool = False


class TranslateQuery(_PairRequest):
    """One word to translate, in the query string."""

    q: Word
    back_translations: bool = False
    group_forms: bool = False


class NeighboursQuery(_PairRequest):
    """A source word, and the language in which to search for its neighbours."""

    q: Word
    among: Literal["source", "target"] = "source"


class BackOut(BaseModel):
    """A translation of a candidate back into the source language."""

    word: str
    probability: float


class CandidateOut(BaseModel):
    """A candidate translation of a word.

    `score` is its CSLS, about -4 to 4. `probability` is its probability among the candidates of the
    word. `cosine` is the cosine of the two vectors. `rank` is its rank by frequency, where the most
    frequent word has rank 1. `mutual` is true if each of the two words is the best candidate of the
    other. `back_translations` is present only if requested.

    With `group_forms`, forms of one stem are one candidate: the best form, with the sum of their
    probabilities. `forms` then has the other forms.
    """

    word: str
    score: float
    probability: float
    cosine: float
    rank: int
    mutual: bool
    back_translations: list[BackOut] | None = None
    forms: list[str] | None = None


class TranslationOut(BaseModel):
    """A word and its candidates, best first. `found` is false for an unknown word.

    `meant` is the entry of the vocabulary that was looked up, and `rank` its rank by frequency.
    `guessed` is true if the candidates of an unknown word are guessed from its letters.
    `no_translation` is the probability that no word of the target vocabulary translates the word;
    with the probabilities of the candidates it adds up to at most 1. It is null for an unknown
    word, or if the model is not aligned.
    `suggestions` are known words with a spelling similar to that of an unknown word.
    """

    word: str
    found: bool
    meant: str | None
    rank: int | None
    guessed: bool
    no_translation: float | None
    suggestions: list[str]
    translations: list[CandidateOut]


class TranslateOut(BaseModel):
    """One item for each word, in order."""

    source: str
    target: str
    results: list[TranslationOut]


class NeighbourOut(BaseModel):
    """A neighbour of a word: the cosine of their vectors, and its rank by frequency."""

    word: str
    cosine: float
    rank: int


class NeighboursOut(BaseModel):
    """The neighbours of a word, nearest first."""

    source: str
    target: str
    among: Literal["source", "target"]
    word: str
    found: bool
    meant: str | None
    suggestions: list[str]
    neighbours: list[NeighbourOut]


class PairOut(BaseModel):
    """A served direction: sizes, method, verdict, provenance and checksum of the manifest."""

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
    """All served directions."""

    pairs: list[PairOut]


class MapOut(BaseModel):
    """The map of a pair: the words of each side, and the data that the page draws, in base64."""

    format: Literal["isogloss-map"]
    version: int
    verdict: str
    variance: float | None
    sides: list[dict[str, Any]]


class HealthOut(BaseModel):
    """The service is alive."""

    status: Literal["ok"]


class ReadyOut(BaseModel):
    """The number of loaded pairs, and the error of the last reload if it failed."""

    status: Literal["ready"]
    pairs: int
    reload_error: str | None


class InfoOut(BaseModel):
    """Name, version, pairs and limits of the service."""

    name: str
    version: str
    pairs: list[str]
    limits: dict[str, int | str | None]


class ReloadOut(BaseModel):
    """All pairs after a reload; `loaded` has those that are new or changed."""

    pairs: list[str]
    loaded: list[str]


class Problem(BaseModel):
    """An error as in RFC 9457, with an additional `error` for LibreTranslate's clients."""

    type: str
    title: str
    status: int
    detail: str
    error: str
    request_id: str | None = None
    errors: dict[str, Any] | None = None
