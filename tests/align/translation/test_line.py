"""Known words of a line are translated; everything else stays the same, to the character."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from align.translation.line import Line, translate_lines
from align.translation.translator import Translator
from embeddings import IsoglossError
from embeddings.text import segment as segmenting
from tests.align.dictionary import Dictionary

ENGLISH_FRENCH = Dictionary(
    "en-fr",
    {
        "the": "le 0.5, la 0.4, les 0.1",
        "cat": "chat 0.7, matou 0.2",
        "new": "nouveau",
        "york": "york",
        "new_york": "new_york_ville",
        "new_york_city": "new_york",
        "e-mail": "courriel",
        "i": "je",
        "a": "un",
        "b": "bé",
        "1984": "2001",
        "com": "comme",
    },
)


def _one(line, translator=ENGLISH_FRENCH, **options):
    [translated] = translate_lines(translator, [line], **options)
    return translated.text


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("the cat", "le chat"),
        ("  The\tcat… (CAT)\r\n", "  Le\tchat… (CHAT)\r\n"),
        ("The dog & the “cat”!", "Le dog & le “chat”!"),
        ("I, the Cat; A", "Je, le Chat; Un"),
        # Numbers stay, though a vocabulary has them.
        ("cat 1984, 3.14", "chat 1984, 3.14"),
        # The longest phrase first; a phrase in any usual spelling, but not across a comma or lines.
        ("New York City, new york", "New York, new york ville"),
        ("New-York and NEW YORK", "New York Ville and NEW YORK VILLE"),
        ("New york", "New york ville"),
        ("new, york", "nouveau, york"),
        ("new\nyork", "nouveau\nyork"),
        ("E-mail the cat", "Courriel le chat"),
        # Addresses and user names are not text.
        ("the http://the.cat/the?cat=the) the", "le http://the.cat/the?cat=the) le"),
        (
            "mailto:the@cat the.cat@cat.the, www.cat.the",
            "mailto:the@cat the.cat@cat.the, www.cat.the",
        ),
        ("cat.com @cat #cat the", "cat.com @cat #cat le"),
        ("cat.The", "chat.Le"),
        ("", ""),
    ],
)
def test_translates_what_it_knows_and_leaves_the_rest(line, output):
    assert _one(line) == output


@pytest.mark.parametrize(
    ("languages", "entries", "line", "output"),
    [
        ("en-ru", {"cat": "кот"}, "CAT Cat cat", "КОТ Кот кот"),
        (
            "ru-en",
            {"кот": "cat", "ёж": "hedgehog"},
            "Кот и ЁЖ, «еж».",
            "Cat и HEDGEHOG, «hedgehog».",
        ),
        ("el-en", {"σοφος": "wise"}, "ΣΟΦΟΣ· Σοφός;", "WISE· Wise;"),
        ("uk-en", {"п'ять": "five"}, "П’ять «п'ять»", "Five «five»"),
        # Scripts without case leave a word as it is in its vocabulary; marks are no letters.
        ("ar-en", {"كتاب": "book", "نعم": "yes"}, "كِتَابٌ، نعم؟", "book، yes؟"),
        ("he-en", {"שלום": "peace", "צה״ל": "army"}, 'שָׁלוֹם, צה"ל!', "peace, army!"),
        ("hi-en", {"किताब": "book"}, "किताब। किताबें १२", "book। किताबें १२"),
        ("fa-en", {"می\u200cخواهد": "wants"}, "او می\u200cخواهد.", "او wants."),
        ("en-ka", {"house": "სახლი"}, "House", "სახლი"),
        # The dotted and the dotless i, in the source and in the translation.
        ("tr-en", {"ılık": "warm", "ilik": "marrow"}, "ILIK İLİK Ilık", "WARM MARROW Warm"),
        (
            "en-tr",
            {"city": "izmir", "warm": "ılık"},
            "CITY City WARM Warm",
            "İZMİR İzmir ILIK Ilık",
        ),
        ("en-az_AZ", {"city": "izmir"}, "City", "İzmir"),
        # An elided vowel separates two words as a space does.
        (
            "fr-en",
            {"l": "the", "homme": "man"},
            "L’homme, l'été l' homme",
            "The man, the'été the' man",
        ),
        ("fra-en", {"aujourd'hui": "today"}, "Aujourd’hui", "Today"),
        ("en-fr", {"o": "o", "clock": "horloge"}, "o'clock", "o'horloge"),
        # A vocabulary that keeps upper case.
        ("de-en", {"See": "sea", "see": "look"}, "See see SEE", "Sea look LOOK"),
    ],
)
def test_keeps_the_habits_of_each_language(languages, entries, line, output):
    assert _one(line, Dictionary(languages, entries)) == output


@given(st.text(), st.sampled_from(["en-fr", "tr-en", "he-uk", "fr-th", "und-zh", "x1-aa"]))
def test_a_line_without_known_words_comes_back_as_it_is(line, languages):
    none = Dictionary(languages, {"qqqqq_qqqqq": "qqqqq"})
    [translated] = translate_lines(none, [line], alternatives=3)
    assert translated == Line(line, unknown=translated.unknown)


@given(
    st.lists(
        st.sampled_from(["the", " ", "cat", "zzz", ", ", "\n", "7", "é", "-", "·", "http://a "])
    )
)
def test_a_word_that_means_itself_changes_nothing(parts):
    itself = Dictionary("en-fr", {"the": "the", "cat": "cat", "e": "é"})
    assert _one("".join(parts), itself) == "".join(parts)


def test_all_lines_are_looked_up_at_once_and_each_word_once():
    translator = Dictionary("en-fr", {"cat": "chat", "the": "le"})
    translate_lines(translator, ["the cat", "Cat!", "zzz"])
    assert translator.asked == [["the", "cat"]]


def test_the_lines_keep_their_order():
    translated = translate_lines(ENGLISH_FRENCH, ["cat", "", "zzz", "the"])
    assert [line.text for line in translated] == ["chat", "", "zzz", "le"]


def test_words_are_counted_by_whether_they_are_known():
    [translated] = translate_lines(ENGLISH_FRENCH, ["The New York zzz, 1984 yyy http://the.cat"])
    assert (translated.known, translated.unknown) == (3, 2)


def _alternatives(line, most, translator=ENGLISH_FRENCH):
    [translated] = translate_lines(translator, [line], alternatives=most)
    return list(translated.alternatives)


def test_the_alternatives_of_a_word_are_its_next_candidates():
    assert _alternatives("The", 5) == ["La", "Les"]
    assert _alternatives("The", 1) == ["La"]
    assert _alternatives("zzz", 5) == []


def test_the_alternatives_of_a_line_are_the_next_most_probable_ones():
    # 0.5 * 0.7 = 0.35; 0.4 * 0.7 = 0.28; 0.5 * 0.2 = 0.1; 0.4 * 0.2 = 0.08; 0.1 * 0.7 = 0.07; 0.02
    expected = ["la chat", "le matou", "la matou", "les chat", "les matou"]
    for most in range(7):
        assert _alternatives("the cat", most) == expected[:most]


def test_a_word_that_comes_twice_changes_twice():
    assert _alternatives("the, the", 1) == ["la, la"]


def test_the_alternatives_of_many_words_are_those_of_all_combinations():
    entries = {f"w{n}": f"a{n} 0.{9 - n}, b{n} 0.{n + 1}, c{n} 0.01" for n in range(5)}
    translator = Dictionary("en-fr", entries)
    ways = {"": 1.0}
    for of_word in entries.values():
        pairs = [candidate.split(" ") for candidate in of_word.split(", ")]
        ways = {f"{way} {w}": p * float(q) for way, p in ways.items() for w, q in pairs}
    best = sorted(ways, key=ways.get, reverse=True)
    alternatives = _alternatives(" w0 w1 w2 w3 w4", 9, translator)
    assert [round(ways[line], 9) for line in alternatives] == [
        round(ways[line], 9) for line in best[1:10]
    ]


def test_a_probability_of_nothing_is_no_error():
    translator = Dictionary("en-fr", {"a": "un 0.0, une 0.0"})
    assert _alternatives("a", 2, translator) == ["une"]


def test_only_translations_are_escaped():
    translator = Dictionary("en-fr", {"cat": "<b>"})
    assert _one("<cat> & cat", translator, escape=lambda word: word.replace("<", "&lt;")) == (
        "<&lt;b>> & &lt;b>"
    )


def test_the_untouched_pattern_can_be_set():
    assert _one("the [cat] cat", untouched=regex.compile(r"\[.*?\]")) == "le [cat] chat"


def test_a_sign_that_is_the_joint_of_phrases_stays_where_it_joins_nothing():
    assert _one("a b", Dictionary("en-fr", {"a": "_", "b": "b_"})) == "_ b_"


@pytest.fixture
def letters(monkeypatch):
    """Replace ICU by a segmenter with one word for each letter."""
    monkeypatch.setattr(
        segmenting, "_breaks", lambda language: lambda text: list(range(1, len(text) + 1))
    )


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("languages", "line", "output"),
    [
        ("zh-en", "我爱猫。", "I love cat。"),
        ("zh-en", "我不爱X猫\n猫", "I 不 love X cat\ncat"),
        ("zh-ja", "我爱不猫", "IloVe不cat"),
    ],
)
def test_words_without_spaces_are_separated_if_the_other_language_has_spaces(
    languages, line, output
):
    entries = {"我": "I", "爱": "love", "猫": "cat"}
    if languages == "zh-ja":
        entries["爱"] = "loVe"
    assert _one(line, Dictionary(languages, entries)) == output


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("i love cat.", "我爱猫."),
        ("I love\ncat", "我爱\n猫"),
        ("i zzz cat", "我 zzz 猫"),
        ("i phone pad, cat", "我iphone pad, 猫"),
    ],
)
def test_no_spaces_are_added_in_a_language_without_them(line, output):
    entries = {"i": "我", "love": "爱", "cat": "猫", "phone": "iphone", "pad": "pad"}
    assert _one(line, Dictionary("en-zh", entries)) == output


def test_a_language_without_spaces_is_refused_without_a_segmenter(monkeypatch):
    def missing(language):
        raise IsoglossError("PyICU")

    monkeypatch.setattr(segmenting, "_breaks", missing)
    with pytest.raises(IsoglossError, match="PyICU"):
        _one("猫", Dictionary("zh-en", {"猫": "cat"}))


def test_a_model_translates_lines(model, planted):
    translator = Translator(model)
    known = planted.source.words[:2]
    [first], [second] = (translator.translate([word], 1)[0].candidates for word in known)
    [line] = translate_lines(translator, [f"{known[0]}, {known[1]} zzzz"], alternatives=2)
    assert line.text == f"{first.word}, {second.word} zzzz"
    assert len({line.text, *line.alternatives}) == 3


def _trained(entries, line, languages="en-fr", **rules):
    """Return the translated line for a source vocabulary trained with `rules`."""
    return _one(line, Dictionary(languages, entries, {"tokenizing": rules}))


@pytest.mark.parametrize(
    ("rules", "entries", "line", "output"),
    [
        # With case, an entry in the case of the line comes first, then the lower-case one.
        ({"lower": False}, {"New_York": "a", "new_york": "b"}, "New York, new york", "A, b"),
        ({}, {"New_York": "a", "new_york": "b"}, "New York, new york", "B, b"),
        ({"lower": False}, {"May": "mai", "may": "peut"}, "may May MAY", "peut Mai PEUT"),
        # Look-up uses the normalised number; the output has the original one, also in a phrase.
        ({"numbers": "normalize"}, {"apollo_00": "apollon_00"}, "Apollo 13 13", "Apollon 13 13"),
        ({"numbers": "normalize"}, {"a_0": "b_0_00"}, "a 7", "b 7 00"),
        ({"numbers": "normalize"}, {"a": "b_00"}, "a", "b 00"),
        ({}, {"apollo_00": "apollon_00"}, "Apollo 13", "Apollo 13"),
        # Dropped numbers are not words.
        ({"numbers": "drop"}, {"apollo": "apollon", "13": "14"}, "Apollo 13", "Apollon 13"),
        # All tokens between white space count, such as numbers and signs; case matters.
        ({"kind": "whitespace"}, {"60": "62", "#a": "$b"}, " 60\t#a 61", " 62\t$b 61"),
        ({"kind": "whitespace"}, {"Ab": "xY", "don't": "non"}, "Ab don't, don't", "xY don't, non"),
        ({"kind": "whitespace"}, {"ab": "xy"}, "Ab ab", "Xy xy"),
        ({"kind": "whitespace"}, {"a_b": "c_d"}, "a b a_b", "c d c_d"),
    ],
)
def test_a_line_is_read_as_the_text_of_its_source_was(rules, entries, line, output):
    assert _trained(entries, line, **rules) == output


def test_a_vocabulary_trained_without_a_language_is_looked_up_without_one():
    entries = {"aujourd": "a", "hui": "b"}
    assert _trained(entries, "aujourd'hui", "fr-en", language=None) == "a b"
    assert _trained(entries, "aujourd'hui", "fr-en", language="fr") == "aujourd'hui"


def test_untouched_parts_are_not_symbols_either():
    translator = Dictionary("en-fr", {"a": "b"}, {"tokenizing": {"kind": "whitespace"}})
    assert _one("<a> a <a>a", translator, untouched=regex.compile("<.*?>")) == "<a> b <a>b"
