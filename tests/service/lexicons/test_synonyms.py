import pytest

from align.translation.entries import Entry
from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

HOSTILE = ("a", "#a", "a,b", "a=>b", "=>", "=", ">", ",", "\\", "a\\", "\\,", "new york", "a\tb")


def _split(text: str, separator: str) -> list[str]:
    """Split like SolrSynonymParser of Lucene: a backslash escapes the next character."""
    parts, part, at = [], "", 0
    while at < len(text):
        if text.startswith(separator, at):
            parts.append(part)
            part, at = "", at + len(separator)
            continue
        size = 2 if text[at] == "\\" else 1
        part, at = part + text[at : at + size], at + size
    return [*parts, part]


def _word(text: str) -> str:
    word, at = "", 0
    while at < len(text):
        at += text[at] == "\\" and at < len(text) - 1
        word, at = word + text[at], at + 1
    return word.strip("".join(map(chr, range(0x21))))


def _rules(data: bytes) -> list[tuple[str, list[str]]]:
    """Return the rules of a file as a search engine reads them."""
    rules = []
    for line in data.decode().split("\n"):
        if line and not line.startswith("#"):
            left, right = _split(line, "=>")
            [word] = _split(left, ",")
            rules.append((_word(word), list(map(_word, _split(right, ",")))))
    return rules


def test_each_source_word_has_a_rule_with_its_translations():
    pairs = [Entry("house", target, 0.5, 0.5) for target in ("maison", "logis")]
    pairs.append(Entry("cat", "chat", 0.5, 0.5))
    data, tally = hostile.write("synonyms", pairs)
    assert _rules(data) == [("house", ["house", "maison", "logis"]), ("cat", ["cat", "chat"])]
    assert data.decode().splitlines()[-1] == "cat => cat, chat"
    assert tally == Tally(3, 0)


def test_hostile_words_are_escaped():
    pairs = [Entry(word, f"{word}x", 0.5, 0.5) for word in HOSTILE]
    data, tally = hostile.write("synonyms", pairs)
    assert _rules(data) == [(word, [word, f"{word}x"]) for word in HOSTILE]
    assert tally == Tally(len(HOSTILE), 0)


def test_a_word_equal_to_its_translation_is_written_once():
    data, _ = hostile.write("synonyms", [Entry("taxi", "taxi", 0.5, 0.5)])
    assert _rules(data) == [("taxi", ["taxi"])]


@pytest.mark.parametrize("word", [" a", "a\t", "a\rb", "\x07", " "])
def test_words_that_a_search_engine_would_strip_are_left_out(word):
    pairs = [Entry(word, "b", 0.5, 0.5), Entry("b", word, 0.5, 0.5), Entry("b", "c", 0.5, 0.5)]
    data, tally = hostile.write("synonyms", pairs)
    assert _rules(data) == [("b", ["b", "c"])]
    assert tally == Tally(1, 2)
