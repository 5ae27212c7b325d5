import pytest

from align.translation.entries import Entry
from service.lexicons.writing import by_source, language_tag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("EN_us", "en-US"),
        ("zh-hant", "zh-Hant"),
        ("x-coda-a", "x-coda-a"),
        ("coda", "x-coda"),
        ("dialectnumber1", "x-dialectn-umber1"),
        ("<&>", "und"),
        ('"><script>', "x-script"),
    ],
)
def test_any_language_name_becomes_a_tag(code, tag):
    assert language_tag(code) == tag


def test_entries_are_grouped_by_source_word():
    pairs = [Entry(source, target, 0.5, 0.5) for source, target in ("ax", "ay", "bx")]
    assert [(word, len(group)) for word, group in by_source(pairs)] == [("a", 2), ("b", 1)]
