"""What the HTTP routes take and give, with their limits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

#: Most words a call, characters a word, candidates a word, bytes a body.
MAX_WORDS = 256
MAX_CHARACTERS = 100
MAX_K = 100
MAX_BODY = 1_000_000

Code = Annotated[str, Field(min_length=1, max_length=35, examples=["en"])]
Word = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, examples=["cat"])]
Count = Annotated[int, Field(ge=1, le=MAX_K)]


class TranslateBody(BaseModel):
    """Words to translate."""

    model_config = ConfigDict(extra="forbid")

    source: Code
    target: Code
    words: Annotated[list[Word], Field(min_length=1, max_length=MAX_WORDS)]
    k: Count = 5


class TranslateQuery(BaseModel):
    """One word to translate, in the query string."""

    model_config = ConfigDict(extra="forbid")

    source: Code
    target: Code
    q: Word
    k: Count = 5


class CandidateOut(BaseModel):
    """A translation: its CSLS, in [-4, 4], and its probability among the candidates of its word."""

    word: str
    score: float
    probability: float


class TranslationOut(BaseModel):
    """A word and its candidates, best first; `found` is false where the word is not known.

    `meant` is the known word that was looked up, as written in the vocabulary. `guessed` is true
    where the candidates of a word that is not known come from its letters.
    """

    word: str
    found: bool
    meant: str | None
    guessed: bool
    translations: list[CandidateOut]


class TranslateOut(BaseModel):
    """One item for each word, in order."""

    source: str
    target: str
    results: list[TranslationOut]


class PairOut(BaseModel):
    """A direction that is served: sizes, method, verdict, provenance."""

    source: str
    target: str
    source_words: int
    target_words: int
    dimension: int
    verdict: dict[str, Any]
    method: dict[str, Any]
    provenance: dict[str, Any]


class PairsOut(BaseModel):
    """All directions that are served."""

    pairs: list[PairOut]


class HealthOut(BaseModel):
    """The service answers."""

    status: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with `error` beside it for LibreTranslate's clients."""

    type: str
    title: str
    status: int
    detail: str
    error: str
    errors: dict[str, Any] | None = None
