"""Words are split by the rules of each script, and lines stay separate."""

import json
import unicodedata
from dataclasses import asdict

import pytest

from embeddings.text.tokens import TokenRules, rules_of, tokenize, tokenize_lines


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("हिन्दी में लिखी हुई किताब।", "हिन्दी में लिखी हुई किताब"),
        ("தமிழ் மொழி", "தமிழ் மொழி"),
        ("اللُّغَةُ العربية، نعم؟", "اللُّغَةُ العربية نعم"),
        ("שלום, עולם!", "שלום עולם"),
        # A joiner belongs to a word only inside it. Tatweel only lengthens a word.
        ("او می\u200cخواهد کتاب\u200cها\u200c را", "او می\u200cخواهد کتاب\u200cها را"),
        ("كتـــاب جميل", "كتاب جميل"),
        # Gershayim and geresh, also typed as quotation marks. Real quotation marks are removed.
        ("צה״ל, צה\"ל; ג'ירפה ג׳ירפה", "צה״ל צה״ל ג׳ירפה ג׳ירפה"),
        ("אמר: \"שלום\" 'עולם' ״כן״", "אמר שלום עולם כן"),
        ("Съешь ещё этих булок!", "съешь ещё этих булок"),
        ("ΟΔΥΣΣΕΥΣ, ΣΟΦΟΣ. ΦΩΣ’ΚΑΙ ΑΣ·Β", "οδυσσευς σοφος φως και ας β"),
        ("বাংলা ভাষা, আমার দুঃখিনী।", "বাংলা ভাষা আমার দুঃখিনী"),
        ("ਪੰਜਾਬੀ ਬੋਲੀ॥", "ਪੰਜਾਬੀ ਬੋਲੀ"),
        ("తెలుగు భాష: అందం", "తెలుగు భాష అందం"),
        ("ශ්\u200dරී ලංකාව", "ශ්\u200dරී ලංකාව"),
        # Malayalam has two spellings of a final n: one letter, or three characters.
        ("അവന്\u200d അവൻ", "അവൻ അവൻ"),
        ("ქართული ენა, ᲗᲑᲘᲚᲘᲡᲘ", "ქართული ენა თბილისი"),
        # The marks for a question and an exclamation stand inside Armenian words.
        ("Ինչպե՞ս ես։ Ողջո՜ւյն, Հայաստան", "ինչպես ես ողջույն հայաստան"),
        ("안녕하세요, 세계!", "안녕하세요 세계"),
        ("ሰላም፣ ዓለም። እንዴት፡ነህ፧", "ሰላም ዓለም እንዴት ነህ"),
        ("col·lecció coŀlecció a·b ·l", "col·lecció col·lecció a b l"),
        ("Straße ÉCOLE Wör\u00adter", "straße école wörter"),
        ("❤️ 👩\u200d🚀 ok", "ok"),
        ("Don't panic!", "don t panic"),
        ("3.14 and 42 and १२३", "3 14 and 42 and १२३"),
        ("snake_case e-mail", "snake case e mail"),
        ("a\u00a0b\tc\u2003d", "a b c d"),
        ("good 🙂 day", "good day"),
        ("...", ""),
        ("", ""),
    ],
)
def test_splits_into_words(text: str, tokens: str) -> None:
    assert tokenize(text) == unicodedata.normalize("NFC", tokens)


def test_all_ways_to_type_an_accent_give_the_same_word() -> None:
    assert tokenize("cafe\u0301") == tokenize("caf\u00e9") == "caf\u00e9"


def test_lines_stay_separate() -> None:
    assert tokenize_lines(["One, two.", "", " (three) ", "हिन्दी!"]) == [
        "one two",
        "",
        "three",
        "हिन्दी",
    ]


def test_many_lines_give_the_same_tokens_as_single_lines() -> None:
    lines = ["A b", "", "É e\u0301", "..", "\u0301x", "42!"]
    assert tokenize_lines(lines) == [tokenize(line) for line in lines]


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        (None, "l'homme d’aujourd'hui", "l homme d aujourd hui"),
        ("en", "Don't — o’clock, rock-'n'-roll", "don t o clock rock n roll"),
        ("fr", "L'homme d’aujourd’hui; Aujourd'hui", "l homme d aujourd'hui aujourd'hui"),
        ("it", "l'uomo dell’anno", "l uomo dell anno"),
        ("ca", "l'home d’ara", "l home d ara"),
        ("uk", "П'ять м’ячів, обʼєкт 'так'", "п'ять м'ячів об'єкт так"),
        ("be-BY", "аб’ект", "аб'ект"),
        ("ukr", "м’яч", "м'яч"),
        ("fra_Latn", "l’aujourd’hui", "l aujourd'hui"),
        ("uzn", "o‘zbek", "o'zbek"),
        ("br", "C’hoar ar c'hi", "c'hoar ar c'hi"),
        ("uz", "oʻzbek o‘zbek O'ZBEK to`g`ri", "o'zbek o'zbek o'zbek to'g'ri"),
        ("haw", "Hawaiʻi, ʻāina", "hawai'i 'āina"),
    ],
)
def test_the_language_decides_whether_an_apostrophe_splits(language, text, tokens) -> None:
    assert tokenize(text, TokenRules(language=language)) == tokens


@pytest.mark.parametrize("language", ["tr", "az-Latn-AZ", "tur", "azj"])
def test_turkish_distinguishes_dotted_and_dotless_i(language: str) -> None:
    rules = TokenRules(language=language)
    assert tokenize("ILIK İNCİR I\u0307z", rules) == "ılık incir iz"


def test_case_can_be_kept() -> None:
    assert tokenize("Paris, İZMİR", TokenRules(lower=False, language="tr")) == "Paris İZMİR"


@pytest.mark.parametrize(
    ("numbers", "tokens"),
    [
        ("keep", "1 2 in 1984 mp3 3 14 १२३ ½ 18th 5"),
        ("normalize", "0 0 in 0000 mp3 0 00 000 ½ 18th 0"),
        ("drop", "in mp3 18th"),
    ],
)
def test_numbers_are_kept_normalised_or_dropped(numbers, tokens: str) -> None:
    rules = TokenRules(numbers=numbers)
    assert tokenize("1 2 in 1984, mp3: 3.14 १२३ ½ 18th 5", rules) == tokens
    assert tokenize_lines(["7", "a 7", "7 a"], rules) == [
        tokenize(line, rules) for line in ("7", "a 7", "7 a")
    ]


def test_white_space_tokens_are_not_changed() -> None:
    rules = TokenRules(kind="whitespace", numbers="drop", language="ja")
    text = " A-b\t\u3000e\u0301 12 \u6211\u559c\u6b22\u732b \u00ad "
    assert tokenize(text, rules) == "A-b e\u0301 12 \u6211\u559c\u6b22\u732b \u00ad"


@pytest.mark.parametrize(
    "rules",
    [
        TokenRules(kind="whitespace", language="x-a"),
        TokenRules(lower=False, numbers="normalize", language="uk"),
        TokenRules(numbers="drop"),
    ],
)
def test_the_rules_are_restored_from_a_provenance(rules):
    assert rules_of({"tokenizing": json.loads(json.dumps(asdict(rules)))}, "fr") == rules


@pytest.mark.parametrize(
    "provenance",
    [
        {},
        {"tokenizing": None},
        {"tokenizing": 3},
        {"tokenizing": ["kind"]},
        {"tokenizing": {"kind": ["words"], "lower": "no", "numbers": {}, "language": 7}},
        {"tokenizing": {"kind": "other", "lower": None, "numbers": True, "habits": "x"}},
    ],
)
def test_invalid_rules_become_the_defaults(provenance):
    assert rules_of(provenance, "fr") == TokenRules(language="fr")


def test_a_language_without_spaces_replaces_a_missing_one():
    assert rules_of({"tokenizing": {"language": None}}, "zh").language == "zh"
    assert rules_of({"tokenizing": {"language": None}}, "fr").language is None
