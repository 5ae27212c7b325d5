"""Tokenisation: words are runs of letters with their marks, and numbers, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import regex

from embeddings.languages import without_spaces
from embeddings.text.habits import keep_apostrophes, lower, typed_apostrophes
from embeddings.text.segment import segment, to_be_segmented

#: Everything between words. Marks (`\p{M}`) belong to words. Otherwise the vowel signs of Hindi or
#: Tamil would split every word.
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}\n]+")

#: Characters inside words that are neither letters nor marks: the joiners of Persian and Sinhala,
#: geresh and gershayim of Hebrew, the middle dot of Catalan.
INSIDE = "\u200c\u200d\u05f3\u05f4\u00b7"

#: Everything between words, except the characters of `INSIDE`.
_BETWEEN_WITH = regex.compile(rf"[^\p{{L}}\p{{M}}\p{{N}}\n{INSIDE}]+")

#: Characters of `INSIDE` outside a word.
LOOSE = regex.compile(
    r"(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])"
    r"|(?<!\p{Hebrew})[\u05f3\u05f4]|\u05f4(?!\p{Hebrew})"
    r"|(?<![lL])\u00b7|\u00b7(?![lL])"
)

#: Characters that are not part of the spelling: soft hyphen, Arabic tatweel, word joiner, byte
#: order mark, variation selectors of emoji, and Armenian marks. The last show stress, exclamation
#: or question over a vowel inside the word.
SILENT = "\u00ad\u0640\u2060\ufeff\ufe0e\ufe0f\u055b\u055c\u055e"

#: Code points of Hebrew and of the scripts without spaces. Most text has none, which one search
#: shows.
_SPECIAL = re.compile(
    "[\u0590-\u05ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufb4f\uff66-\uff9f\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff]"
)

#: Quotation marks typed as geresh and gershayim between Hebrew letters (UAX 29, WB7a to WB7c).
TYPED_GERESH = regex.compile(r"(?<=\p{Hebrew})['\u2019](?=\p{Hebrew})")
TYPED_GERSHAYIM = regex.compile(r"(?<=\p{Hebrew})[\"\u201d](?=\p{Hebrew})")

#: Malayalam consonants without a vowel. Before Unicode 5.1 they had a joiner; since then each is a
#: letter of its own. Normalisation (NFC) does not unify the two spellings.
CHILLUS = {
    f"{letter}\u0d4d\u200d": chillu for letter, chillu in zip("ണനരലളക", "ൺൻർൽൾൿ", strict=True)
}

#: A word that is a number, with the space before it.
_NUMBER = regex.compile(r"(?:^| )\p{N}+(?= |$)", regex.MULTILINE)
_DIGIT = regex.compile(r"\p{Nd}")


TokenKind = Literal["words", "whitespace"]
Numbers = Literal["keep", "normalize", "drop"]


@dataclass(frozen=True, kw_only=True)
class TokenRules:
    """Rules for splitting a text into words.

    Parameters
    ----------
    kind
        `"words"`: runs of letters with their marks, and numbers. `"whitespace"`: anything between
        white space, unchanged, for text that is already tokenised or not a human language. Then
        the other rules do not apply.
    lower
        Whether to convert the text to lower case.
    numbers
        `"keep"` keeps words that are numbers. `"normalize"` turns each digit into 0: 1984 and 2019
        become one word, 0000. `"drop"` removes them. Words with letters (mp3) do not change.
    language
        A BCP 47 tag, for the treatment of apostrophes and case (`embeddings.text.habits`). None
        makes apostrophes split words.
    """

    kind: TokenKind = "words"
    lower: bool = True
    numbers: Numbers = "keep"
    language: str | None = None


_WORDS = TokenRules()


def rules_of(provenance: Mapping[str, object], language: str | None) -> TokenRules:
    """Return the token rules of the training text of a space, from its provenance.

    Parameters
    ----------
    provenance
        Provenance of the space, from any program. Invalid rules are replaced by the defaults.
    language
        Language of the space. It is used if the provenance has no rule for the language. It is also
        used if the language has no spaces but the text was read without a language, by its script.
    """
    stored = provenance.get("tokenizing")
    if not isinstance(stored, Mapping):
        return TokenRules(language=language)
    tag = stored.get("language", language)
    if not isinstance(tag, str) and (tag is not None or without_spaces(language)):
        tag = language
    return TokenRules(
        kind=next((kind for kind in get_args(TokenKind) if kind == stored.get("kind")), "words"),
        lower=stored.get("lower") is not False,
        numbers=next((rule for rule in get_args(Numbers) if rule == stored.get("numbers")), "keep"),
        language=tag,
    )


def tokenize(text: str, rules: TokenRules = _WORDS) -> str:
    """Return the words of `text`, separated by single spaces.

    The text is normalised to NFC, so that all ways to type an accent give the same word.

    >>> tokenize("Don't panic: 42 cafe\u0301s.")
    'don t panic 42 cafés'

    Raises
    ------
    IsoglossError
        If the text is in a script without spaces and PyICU is not installed.
    """
    return tokenize_lines([text.replace("\n", " ")], rules)[0]


def tokenize_lines(lines: Sequence[str], rules: TokenRules = _WORDS) -> list[str]:
    """Return `tokenize` of each line. One call is faster than a call for each line.

    Parameters
    ----------
    lines
        The lines, without line feeds.
    rules
        Rules for words.
    """
    return tokenize_block(lines, rules).lines


class Tokenized(NamedTuple):
    """Tokenised lines, and whether ICU segmented some of the text."""

    lines: list[str]
    segmented: bool


def tokenize_block(lines: Sequence[str], rules: TokenRules = _WORDS) -> Tokenized:
    """Return the result of `tokenize_lines`, and whether ICU segmented some of the text."""
    if rules.kind == "whitespace":
        return Tokenized([" ".join(line.split()) for line in lines], segmented=False)
    text = "\n".join(lines)
    special = not text.isascii() and _SPECIAL.search(text) is not None
    text = _split(text, rules.language, special)
    segmented = special and to_be_segmented(text, rules.language)
    if segmented:
        text = segment(text, rules.language)
    if rules.lower:
        # After splitting: a Greek sigma is final before a space but not before an apostrophe.
        text = lower(text, rules.language)
    if rules.numbers != "keep":
        text = _NUMBER.sub("" if rules.numbers == "drop" else _zeros, text)
    return Tokenized([line.strip(" ") for line in text.split("\n")], segmented)


def _split(text: str, language: str | None, special: bool) -> str:
    """Return the words of `text`, separated by single spaces."""
    if not text.isascii():
        text = _spelled(unicodedata.normalize("NFC", text), special)
    text = keep_apostrophes(text, language)
    if any(character in text for character in INSIDE):
        text = _BETWEEN_WITH.sub(" ", LOOSE.sub(" ", text))
    else:
        text = _BETWEEN.sub(" ", text)
    return typed_apostrophes(text, language)


def _spelled(text: str, special: bool) -> str:
    """Return `text` with a single spelling where several encodings are possible."""
    for character in SILENT:  # faster than one regular expression
        text = text.replace(character, "")
    text = text.replace("\u0140", "l\u00b7").replace("\u013f", "L\u00b7")  # Catalan, one character
    if "\u0d4d\u200d" in text:
        for typed, chillu in CHILLUS.items():
            text = text.replace(typed, chillu)
    if special:
        text = TYPED_GERSHAYIM.sub("\u05f4", TYPED_GERESH.sub("\u05f3", text))
    return text


def _zeros(number: regex.Match[str]) -> str:
    return str(_DIGIT.sub("0", number[0]))
