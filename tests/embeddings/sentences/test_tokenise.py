"""Tokens lose nothing of a text, and are the words that vectors know."""

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings import TokenRules
from embeddings.sentences.detokenise import detokenise
from embeddings.sentences.spacing import JOINER, bare
from embeddings.sentences.tokenise import forms_of_lines, tokenise, vector_forms
from embeddings.text.tokens import tokenize

LANGUAGES = st.sampled_from([None, "en", "fr", "es", "de", "pt", "it", "uk", "tr", "el"])

#: Characters that join, split or end tokens, some of several scripts, and the joiner.
CHARACTERS = st.sampled_from(
    "abnNtT sld'’-—.,:;!?\"«»“”()[]{}<>@#%&/$_*0 1٣é\u0301İßΣЖ字ー。\u200d🙂￭\n\t\u00a0"
)

TEXTS = st.text(CHARACTERS) | st.text()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Don't! I can’t; it's John's.", "do n't ! i ca n't ; it 's john 's ."),
        ("en", "They'll've gone at six o'clock", "they 'll 've gone at six o'clock"),
        ("fr", "L’homme qu'il voit, aujourd’hui", "l' homme qu' il voit , aujourd'hui"),
        ("fr", "Va-t-il là-bas ?", "va -t -il là ￭-￭ bas ?"),
        ("fr", "Dit-on « oui » ?", "dit -on « oui » ?"),
        ("es", "—¿Sí? —dijo.", "—￭ ¿ sí ? —￭ dijo ."),
        ("it", "Dell'arte all'una", "dell' arte all' una"),
        ("de", "Wie geht's, d'Artagnan?", "wie geht 's , d' artagnan ?"),
        ("en", 'He said: "Well-known."', 'he said : "￭ well ￭-￭ known . ￭"'),
        ("en", "e.g. 3.5 km (or 2,000)", "e .￭ g . 3.5 km ( or 2,000 )"),
        ("en", "Wait ... -- no...", "wait ... -- no ￭..."),
        ("tr", "ILIK İZMİR", "ılık izmir"),
        ("uk", "П’ять", "п'ять"),
    ],
)
def test_tokens_of_a_sentence(language, text, expected):
    assert " ".join(token.form for token in tokenise(text, language)) == expected


@pytest.mark.parametrize(
    "whole",
    [
        "https://example.org/a?b=c#d",
        "www.example.org",
        "a.b+c@example.co.uk",
        "{name}",
        "{{ user }}",
        "${total}",
        "%s",
        "%1$d",
        "%(count)d",
        "<b>",
        "</a>",
        '<img src="x.png">',
        "&nbsp;",
        "@someone",
        "12:30",
        "1,000.50",
    ],
)
def test_what_is_copied_is_one_token(whole):
    tokens = tokenise(f"see {whole}, there", "en")
    assert [bare(token.form) for token in tokens] == ["see", whole, ",", "there"]
    assert tokens[1].kind in ("copied", "number")


@given(TEXTS, LANGUAGES)
@example("can't", "en")
@example("n't", "en")
@example("￭￭ ￭", "en")
@example("İ'a", "tr")
def test_nothing_is_lost_and_offsets_are_right(text, language):
    tokens = tokenise(text, language)
    end = 0
    for token in tokens:
        assert text[end : token.start].isspace() or token.start == end
        assert token.start < token.end
        assert text[token.start : token.end] in token.written
        assert set(token.written.replace(text[token.start : token.end], "", 1)) <= {JOINER}
        end = token.end
    assert not text[end:].strip()


@given(TEXTS, LANGUAGES)
def test_words_are_those_of_the_vectors(text, language):
    """But for what is copied, and for the apostrophes and hyphens of clitics."""
    tokens = tokenise(text, language)
    if any(token.kind == "copied" for token in tokens):
        return
    words = [token.form for token in tokens if token.kind in ("word", "number")]
    letters = regex.sub(r"[^\p{L}\p{N}\p{M}]", "", "".join(words))
    known = tokenize(text, TokenRules(language=language))
    assert letters == regex.sub(r"[^\p{L}\p{N}\p{M}]", "", known)


@given(st.lists(TEXTS.map(lambda text: regex.sub(r"\s", " ", text))), LANGUAGES)
def test_lines_together_are_as_lines_alone(lines, language):
    together = forms_of_lines(lines, language)
    assert together == [[token.form for token in tokenise(line, language)] for line in lines]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "\"Don't,\" he said -- and/or didn't -- \"go (there)!\" It's John's dogs' 5% 3.5 a.m.",
        ),
        ("en", "“‘Tis O’Brien’s,” she said—softly… ‘Why?’ [sic] <b>bold</b>."),
        ("fr", "« Qu’est-ce que c’est ? » dit-il ; l'a-t-on vu : oui ! Peut-être… 5 %"),
        ("es", "—¿Qué dices? —preguntó—. ¡Vamos!, «dijo», (sí)."),
        ("de", "»Wie geht's?«, fragte er. „Gut“, sagte sie – am 3. Mai."),
        ("pt", "Disse-me: “Não o vi”, e foi-se."),
    ],
)
def test_a_text_comes_back(language, text):
    back = detokenise([token.written for token in tokenise(text, language)], language)
    assert back.replace("\u00a0", " ") == text


@given(TEXTS, LANGUAGES)
def test_a_text_comes_back_but_for_its_spaces(text, language):
    tokens = tokenise(text, language)
    back = detokenise([token.written for token in tokens], language)
    assert regex.sub(r"\s", "", back) == regex.sub(r"\s", "", text)


@given(st.lists(st.text(st.sampled_from("ab,.'-\"￭«»? n't"), min_size=1)), LANGUAGES)
def test_any_tokens_make_a_text(tokens, language):
    assert isinstance(detokenise(tokens, language), str)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("n't", ["n't", "t"]), ("￭-￭", ["-"]), ("-il", ["-il", "il"]), ("cat", ["cat"]), ("'", ["'"])],
)
def test_forms_to_look_up(form, expected):
    assert list(vector_forms(form)) == expected
