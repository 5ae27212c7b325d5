"""Schemas of the requests and responses of LibreTranslate's routes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    RootModel,
    SerializerFunctionWrapHandler,
    StrictInt,
    model_serializer,
    model_validator,
)

from align.model.model import TABLE_WIDTH
from service.http.schemas import MAX_CHARACTERS, MAX_WORDS, Code

#: Most characters in all texts of a request: the same total as for the words of `/v1/translate`.
MAX_TEXT = MAX_WORDS * MAX_CHARACTERS

#: Most characters in one of several texts, a long paragraph. The limit keeps a request with too
#: many texts below the limit of the body, so that its error names the actual problem.
MAX_PARAGRAPH = 3_000

#: The table of a model has this many alternatives. More would need a search for every word.
MAX_ALTERNATIVES = TABLE_WIDTH - 1

ApiKey = Annotated[
    str | None,
    Field(description="An API key, as an alternative to the header `Authorization: Bearer KEY`"),
]
Text = Annotated[str, Field(max_length=MAX_TEXT, examples=["The cat is on the table."])]
Texts = Annotated[
    list[Annotated[str, Field(max_length=MAX_PARAGRAPH, examples=["The cat."])]],
    Field(min_length=1, max_length=MAX_WORDS),
]


def _whole(number: object) -> object:
    """Return a whole float as an integer: JSON does not distinguish 4 and 4.0."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Alternatives = (
    Annotated[StrictInt, Field(ge=0, le=MAX_ALTERNATIVES), BeforeValidator(_whole)]
    | Annotated[str, Field(pattern=rf"^[0-{MAX_ALTERNATIVES}]$")]
)


class LineBody(BaseModel):
    """One or several texts to translate, with at most 25,600 characters in total."""

    q: Text | Texts
    source: Annotated[Code, Field(description="A language code, or `auto` to detect the language")]
    target: Annotated[Code, Field(examples=["fr"])]
    format: Literal["text", "html"] = "text"
    alternatives: Alternatives = 0
    api_key: ApiKey = None

    @property
    def most(self) -> int:
        """Most alternatives to return, as an integer."""
        return int(self.alternatives)

    @model_validator(mode="after")
    def _short(self) -> LineBody:
        length = len(self.q) if isinstance(self.q, str) else sum(map(len, self.q))
        if length > MAX_TEXT:
            raise ValueError(f"q has {length:,} characters; send at most {MAX_TEXT:,} in a request")
        return self


class DetectBody(BaseModel):
    """A text whose language to guess."""

    q: Text
    api_key: ApiKey = None


class Detected(BaseModel):
    """A language, and the percentage of the words that support it."""

    confidence: float
    language: str


class DetectedList(RootModel[list[Detected]]):
    """The served languages, most likely first."""


class LineOut(BaseModel):
    """The translated text, or a list of them if the request has a list.

    `alternatives` are present only if requested, `detectedLanguage` only if the source is `auto`.
    """

    translatedText: str | list[str]  # noqa: N815  # LibreTranslate's name
    alternatives: list[str] | list[list[str]] | None = None
    detectedLanguage: Detected | list[Detected] | None = None  # noqa: N815

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class LanguageOut(BaseModel):
    """A language: its code, its English name, and its target languages."""

    code: str
    name: str
    targets: list[str]


class LanguageList(RootModel[list[LanguageOut]]):
    """The served languages."""
