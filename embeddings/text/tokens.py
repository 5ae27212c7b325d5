"""Text to words: runs of letters with their marks, and numbers, as each script has them."""

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

#: Everything between words. Marks (`\p{M}`) belong to words: without them the vowel signs of Hindi
#: or Tamil would split every word.
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}\n]+")

#: What stands inside words and is neither letter nor mark: the joiners that shape Persian or
#: Sinhala words, geresh and gershayim of Hebrew, the middle dot of Catalan. Then what is between
#: words, without these; and where they are not inside a word.
INSIDE = "\u200c\u200d\u05f3\u05f4\u00b7"
_BETWEEN_WITH = regex.compile(rf"[^\p{{L}}\p{{M}}\p{{N}}\n{INSIDE}]+")
LOOSE = regex.compile(
    r"(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])"
    r"|(?<!\p{Hebrew})[\u05f3\u05f4]|\u05f4(?!\p{Hebrew})"
    r"|(?<![lL])\u00b7|\u00b7(?![lL])"
)

#: What has no part in the spelling: the soft hyphen, the Arabic letters' lengthening (tatweel), the
#: word joiner, the byte order mark, the marks that choose between text and emoji, and those of
#: Armenian for stress, exclamation and question, which stand over a vowel inside the word.
SILENT = "\u00ad\u0640\u2060\ufeff\ufe0e\ufe0f\u055b\u055c\u055e"

#: Where Hebrew and the scripts without spaces are. Most text has none, and one look tells.
_SPECIAL = re.compile(
    "[\u0590-\u05ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufb4f\uff66-\uff9f\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff]"
)

#: Quotation marks typed for geresh and gershayim, as Unicode's word boundaries have them (UAX 29,
#: WB7a to WB7c): between Hebrew letters.
TYPED_GERESH = regex.compile(r"(?<=\p{Hebrew})['\u2019](?=\p{Hebrew})")
TYPED_GERSHAYIM = regex.compile(r"(?<=\p{Hebrew})[\"\u201d](?=\p{Hebrew})")

#: Malayalam consonants without a vowel, as they were written with a joiner before Unicode 5.1, to
#: the letters that they are now; normalisation (NFC) does not know that.
CHILLUS = {
    f"{letter}\u0d4d\u200d": chillu for letter, chillu in zip("ണനരലളക", "ൺൻർൽൾൿ", strict=True)
}

#: A word that is a number, with the space before it.
_NUMBER = regex.compile(r"(?:^| )\p{N}+(?= |$)", regex.MULTILINE)
_DIGIT = regex.compile(r"\p{Nd}")


Kind = Literal["words", "whitespace"]
Numbers = Literal["keep", "normalize", "drop"]


@dataclass(frozen=True, kw_only=True)
class TokenRules:
    """What counts as a word.

    Parameters
    ----------
    kind
        `"words"`: runs of letters with their marks, and numbers. `"whitespace"`: whatever stands
        between white space, untouched, for text that is split already or no human language; the
        other rules do not apply then.
    lower
        Whether upper case becomes lower.
    numbers
        What becomes of words that are numbers: they are kept; or normalised, each digit to 0, so
        that 1984 and 2019 are one word, 0000; or dropped. Words with letters (mp3) are untouched.
    language
        A BCP 47 tag: whose habits with apostrophes and upper case to follow, see
        `embeddings.text.habits`. None for those of no language: apostrophes split words.
    """

    kind: Kind = "words"
    lower: bool = True
    numbers: Numbers = "keep"
    language: str | None = None


_WORDS = TokenRules()


def rules_of(provenance: Mapping[str, object], language: str | None) -> TokenRules:
    """Return the rules by which the text of a space was read, as its provenance has them.

    Parameters
    ----------
    provenance
        Of a space, whoever wrote it: what is no rule is as by default.
    language
        Of the space. It counts where the provenance has none, or text without spaces was read as
        of no language, whose words are found by their script.
    """
    told = provenance.get("tokenizing")
    if not isinstance(told, Mapping):
        return TokenRules(language=language)
    read_as = told.get("language", language)
    if not isinstance(read_as, str) and (read_as is not None or without_spaces(language)):
        read_as = language
    return TokenRules(
        kind=next((kind for kind in get_args(Kind) if kind == told.get("kind")), "words"),
        lower=told.get("lower") is not False,
        numbers=next((way for way in get_args(Numbers) if way == told.get("numbers")), "keep"),
        language=read_as,
    )


def tokenize(text: str, rules: TokenRules = _WORDS) -> str:
    """Return `text` as words with one space between them.

    Unicode is composed (NFC), so that a letter and its accent are the same word however typed.

    >>> tokenize("Don't panic: 42 cafe\u0301s.")
    'don t panic 42 cafés'

    Raises
    ------
    IsoglossError
        If words must be found in a script without spaces, and PyICU is not there.
    """
    return tokenize_lines([text.replace("\n", " ")], rules)[0]


def tokenize_lines(lines: Sequence[str], rules: TokenRules = _WORDS) -> list[str]:
    """Return `tokenize` of each line; many lines at once cost less than one by one.

    The lines must have no line feed in them.
    """
    return tokenize_block(lines, rules).lines


class Tokenized(NamedTuple):
    """Lines as words, and whether some were sought where there are no spaces."""

    lines: list[str]
    segmented: bool


def tokenize_block(lines: Sequence[str], rules: TokenRules = _WORDS) -> Tokenized:
    """Return `tokenize_lines`, and what it took."""
    if rules.kind == "whitespace":
        return Tokenized([" ".join(line.split()) for line in lines], segmented=False)
    text = "\n".join(lines)
    special = not text.isascii() and _SPECIAL.search(text) is not None
    text = _split(text, rules.language, special)
    segmented = special and to_be_segmented(text, rules.language)
    if segmented:
        text = segment(text, rules.language)
    if rules.lower:
        # After splitting: a Greek sigma is final before a space, and not before an apostrophe.
        text = lower(text, rules.language)
    if rules.numbers != "keep":
        text = _NUMBER.sub("" if rules.numbers == "drop" else _zeros, text)
    return Tokenized([line.strip(" ") for line in text.split("\n")], segmented)


def _split(text: str, language: str | None, special: bool) -> str:
    """Return the words of `text` with single spaces between them."""
    if not text.isascii():
        text = _spelled(unicodedata.normalize("NFC", text), special)
    text = keep_apostrophes(text, language)
    if any(sign in text for sign in INSIDE):
        text = _BETWEEN_WITH.sub(" ", LOOSE.sub(" ", text))
    else:
        text = _BETWEEN.sub(" ", text)
    return typed_apostrophes(text, language)


def _spelled(text: str, special: bool) -> str:
    """Return `text` with one spelling for what can be typed in several ways."""
    for sign in SILENT:  # looking for one character at a time is the fastest
        text = text.replace(sign, "")
    text = text.replace("\u0140", "l\u00b7").replace("\u013f", "L\u00b7")  # Catalan, in one sign
    if "\u0d4d\u200d" in text:
        for typed, chillu in CHILLUS.items():
            text = text.replace(typed, chillu)
    if special:
        text = TYPED_GERSHAYIM.sub("\u05f4", TYPED_GERESH.sub("\u05f3", text))
    return text


def _zeros(number: regex.Match[str]) -> str:
    return str(_DIGIT.sub("0", number[0]))
