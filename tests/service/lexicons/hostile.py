"""Words that break careless writers, and what writes them."""

import io

from align.translation.entries import Entry
from service.lexicons import choice as lexicons
from service.lexicons.writing import About, Tally

ABOUT = About("en-GB", "zh-Hant", 'Not checked by people. Licence: <"R&D">, c--d.', "1.2.3")

#: Words that every XML format can hold: markup, quotes, ends of CDATA, spaces, all scripts, a tab.
MARKUP = ("a", "<b>&amp;", "]]>", "--", "\"'", "é", "貓", "لغة", "new york", "𝒳", "a\tb", "a\rb")

#: What XML 1.0 cannot write at all.
ILLEGAL = ("\x00", "a\x07b", "\x1b[0m", "\ufffe", "\uffff")


def entries(words: tuple[str, ...]) -> list[Entry]:
    """Return an entry a word, which stands for itself; probabilities fall from 0.9."""
    return [Entry(word, word, 0.5 - row / 1000, 0.9 - row / 1000) for row, word in enumerate(words)]


def write(format: str, found: list[Entry], about: About = ABOUT) -> tuple[bytes, Tally]:
    """Return what is written of `found`, and how much that is."""
    stream = io.BytesIO()
    tally, _ = lexicons.write_entries(found, stream, format, about)
    return stream.getvalue(), tally
