"""A text is split where its sentences end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.sentences.abbreviations import abbreviations
from embeddings.sentences.split import split


def sentences(text, language):
    return [text[start:end] for start, end in split(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am Mr. Smith.| He said so.| It cost 3.5 dollars... and then?| Well..."),
        ("en", '"Who are you?" asked J. R. Brown, of St. Paul\'s, No. 5.| "Yes!| Go on."'),
        ("en", "So am I.| He (the other) left.| (See p. 5.)| It was e.g. Monday."),
        ("en", "1. First of all.| IV. The end."),
        ("fr", "M. Dupont arriva.| « Qui est là ? » demanda-t-il.| « Moi ! »| Bien."),
        ("fr", "Oh ! dit-elle.| – Non.| Mme Durand, née en 1830.| Fin."),
        ("es", "—¿Qué?| —¡Vamos! —dijo D. Juan.| ¿Usted, Sr. López?| Sí."),
        ("de", "Am 3. Mai kam Dr. Bär.| »Ja.«| Es war z.B. kalt.| Gut."),
        ("ru", "Он жил на ул. Ленина.| Да."),
        ("zh", "你好。|“再见！”|是吗？"),
        ("hi", "वह आया।| वह गया।"),
        ("ar", "هل جاء؟| نعم."),
        (None, "One\n|two three\r\n|\n\n|four."),
    ],
)
def test_ends_of_sentences(language, text):
    expected = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", ""), language) == [part for part in expected if part]


@given(
    st.text(st.sampled_from("aA.!?…»\"' \n\r\t\u2028I1。"), max_size=60) | st.text(),
    st.sampled_from([None, "en", "fr", "de", "ja"]),
)
def test_only_white_space_is_left_out(text, language):
    end = 0
    for start, after in split(text, language):
        assert not text[end:start].strip()
        assert text[start:after] == text[start:after].strip() != ""
        assert "\n" not in text[start:after]
        end = after
    assert not text[end:].strip()


@given(st.lists(st.text(st.sampled_from("aA.?» 1")), max_size=5))
def test_each_line_is_split_by_itself(lines):
    alone = [sentence for line in lines for sentence in sentences(line, "en")]
    assert sentences("\n".join(lines), "en") == alone


def test_abbreviations_are_in_lower_case():
    for code in ("", "en", "fr", "de", "ru"):
        assert all(word == word.lower() and not word.endswith(".") for word in abbreviations(code))
