"""The words of a text are those of training, with the correct offsets."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings import IsoglossError, TokenRules
from embeddings.text import segment as segmenting
from embeddings.text.spans import Span, spans
from embeddings.text.tokens import SILENT, tokenize

#: Characters of many scripts, and characters that end, split or join words in them.
CHARACTERS = st.sampled_from(
    "aZéß İıſЖяΣσςאה״׳'’ʼ`\"-_.,·lL\u200c\u200d\u05f4नमिി്ന12½٣ー。、 \t\n🙂\u0301"
)

#: Characters that training takes for the beginning of a word if they follow each other.
GERESH = "\u05f3\u05f4"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "  Don't—stop! ", ["Don:don", "t:t", "stop:stop"]),
        ("fr", "L’homme d'aujourd’hui", ["L:l", "homme:homme", "d:d", "aujourd’hui:aujourd'hui"]),
        ("uk", "«П’ять»", ["П’ять:п'ять"]),
        ("tr", "ILIK İZMİR", ["ILIK:ılık", "İZMİR:izmir"]),
        ("el", "ΣΟΦΟΣ.", ["ΣΟΦΟΣ:σοφος"]),
        ("he", 'אמר: "צה"ל"', ["אמר:אמר", 'צה"ל:צה״ל']),
        ("hi", "हिन्दी में।", ["हिन्दी:हिन्दी", "में:में"]),
        ("fa", "می\u200cخواهد\u200c!", ["می\u200cخواهد:می\u200cخواهد"]),
        ("ar", "كتـــاب جميل", ["كتـــاب:كتاب", "جميل:جميل"]),
        ("hy", "Ինչպե՞ս", ["Ինչպե՞ս:ինչպես"]),
        ("ml", "അവന്\u200d.", ["അവന്\u200d:അവൻ"]),
        ("ca", "col·lecció coŀl a·b", ["col·lecció:col·lecció", "coŀl:col·l", "a:a", "b:b"]),
        ("de", "Wör\u00adter, cafe\u0301", ["Wör\u00adter:wörter", "cafe\u0301:café"]),
        ("en", "❤️ ok", ["ok:ok"]),
        ("en", "", []),
    ],
)
def test_words_of_each_language_have_the_correct_offsets(language, text, expected):
    actual = [
        f"{text[s.start : s.end]}:{s.word}" for s in spans(text, TokenRules(language=language))
    ]
    assert [unicodedata.normalize("NFC", one) for one in actual] == [
        unicodedata.normalize("NFC", one) for one in expected
    ]


@given(text=st.text(CHARACTERS), language=st.sampled_from([None, "en", "uk", "fr", "tr", "he"]))
@example("l·l", None)
@example("\u0d4d\u200d1", None)
@example("א\"ב' ג", "he")
def test_the_words_are_those_of_training(text, language):
    rules = TokenRules(language=language)
    result = [span.word for span in spans(text, rules)]
    trained = tokenize(text, rules).split()
    assert list(filter(None, (word.lstrip(GERESH) for word in result))) == list(
        filter(None, (word.lstrip(GERESH) for word in trained))
    )


@given(st.text())
def test_the_offsets_are_in_order_and_do_not_overlap(text):
    result = spans(text, TokenRules())
    ends = [0, *(place for span in result for place in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in result)


@pytest.mark.parametrize("silent", SILENT)
def test_silent_characters_do_not_split_words(silent):
    text = f"{silent}ab{silent}c{silent} d"
    assert (
        [span.word for span in spans(text, TokenRules())] == tokenize(text).split() == ["abc", "d"]
    )


@pytest.fixture
def pairs(monkeypatch):
    """Replace ICU: every two letters are a word."""

    def breaks(text):
        ends, length = [], 0
        for place, character in enumerate(text, 1):
            length = 0 if character in " \n" else length + 1
            if length in (0, 2):
                ends.append(place)
                length = 0
        return [*ends, len(text)]

    monkeypatch.setattr(segmenting, "_breaks", lambda language: breaks)


@pytest.mark.usefixtures("pairs")
def test_words_without_spaces_have_offsets():
    assert spans("喜欢猫狗。人人", TokenRules(language="zh")) == [
        Span(0, 2, "喜欢"),
        Span(2, 4, "猫狗"),
        Span(5, 7, "人人"),
    ]


@pytest.mark.usefixtures("pairs")
def test_a_silent_character_makes_a_run_one_word():
    assert spans("喜\u00ad欢猫狗", TokenRules(language="zh")) == [Span(0, 5, "喜\u00ad欢猫狗")]


@pytest.fixture
def without_icu(monkeypatch):
    def missing(language):
        raise IsoglossError("PyICU")

    monkeypatch.setattr(segmenting, "_breaks", missing)


@pytest.mark.usefixtures("without_icu")
def test_without_icu_a_page_in_another_language_is_one_word():
    page = "我喜欢猫和狗" * 40
    assert spans(f"A {page}", TokenRules(language="en"))[1] == Span(2, 2 + len(page), page)


@pytest.mark.usefixtures("without_icu")
def test_without_icu_a_language_without_spaces_is_rejected():
    with pytest.raises(IsoglossError, match="PyICU"):
        spans("猫", TokenRules(language="zh"))


@given(st.text())
def test_white_space_tokens_are_those_of_split(text):
    result = spans(text, TokenRules(kind="whitespace"))
    assert [span.word for span in result] == text.split()
    assert all(text[span.start : span.end] == span.word for span in result)
