"""What LibreTranslate's routes take and give."""

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

#: Characters of all texts of a call together: as many as its words may have elsewhere.
MAX_TEXT = MAX_WORDS * MAX_CHARACTERS

#: Characters of one of several texts, a long paragraph: so that one text too many is told as that,
#: and not as a body that is too large.
MAX_PARAGRAPH = 3_000

#: More candidates of a word than its table has would be searched for, for each word of a text.
MAX_ALTERNATIVES = TABLE_WIDTH - 1

ApiKey = Annotated[
    str | None,
    Field(description="A key, where keys are needed and none comes as `Authorization: Bearer KEY`"),
]
Text = Annotated[str, Field(max_length=MAX_TEXT, examples=["The cat is on the table."])]
Texts = Annotated[
    list[Annotated[str, Field(max_length=MAX_PARAGRAPH, examples=["The cat."])]],
    Field(min_length=1, max_length=MAX_WORDS),
]


def _whole(number: object) -> object:
    """Return 4 for 4.0, which is the same number in JSON."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Alternatives = (
    Annotated[StrictInt, Field(ge=0, le=MAX_ALTERNATIVES), BeforeValidator(_whole)]
    | Annotated[str, Field(pattern=rf"^[0-{MAX_ALTERNATIVES}]$")]
)


class LineBody(BaseModel):
    """Text to translate, one or several; at most 25,600 characters together."""

    q: Text | Texts
    source: Annotated[Code, Field(description="A code, or auto")]
    target: Annotated[Code, Field(examples=["fr"])]
    format: Literal["text", "html"] = "text"
    alternatives: Alternatives = 0
    api_key: ApiKey = None

    @property
    def most(self) -> int:
        """The most alternatives that are asked for."""
        return int(self.alternatives)

    @model_validator(mode="after")
    def _short(self) -> LineBody:
        length = len(self.q) if isinstance(self.q, str) else sum(map(len, self.q))
        if length > MAX_TEXT:
            raise ValueError(f"q has {length:,} characters; send at most {MAX_TEXT:,} at a time")
        return self


class DetectBody(BaseModel):
    """Text whose language to guess."""

    q: Text
    api_key: ApiKey = None


class Detected(BaseModel):
    """A language, and how much of the text speaks for it, in percent."""

    confidence: float
    language: str


class DetectedList(RootModel[list[Detected]]):
    """The languages that are served, the likeliest first."""


class LineOut(BaseModel):
    """The text in the other language: a list where a list was sent.

    `alternatives` are there where they are asked for, `detectedLanguage` where the source is
    `auto`.
    """

    translatedText: str | list[str]  # noqa: N815  # LibreTranslate's name
    alternatives: list[str] | list[list[str]] | None = None
    detectedLanguage: Detected | list[Detected] | None = None  # noqa: N815

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class LanguageOut(BaseModel):
    """A language: its code, its name in English, and what it can be translated into."""

    code: str
    name: str
    targets: list[str]


class LanguageList(RootModel[list[LanguageOut]]):
    """The languages that are served."""
