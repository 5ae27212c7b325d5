"""Words that break careless writers, and a function that writes them."""

import io

from align.translation.entries import Entry
from service.lexicons import choice as lexicons
from service.lexicons.writing import LexiconInfo, Tally

INFO = LexiconInfo("en-GB", "zh-Hant", 'Not checked by people. Licence: <"R&D">, c--d.', "1.2.3")

#: Words that every XML format can hold: markup, quotes, CDATA ends, spaces, many scripts, a tab.
MARKUP = ("a", "<b>&amp;", "]]>", "--", "\"'", "é", "貓", "لغة", "new york", "𝒳", "a\tb", "a\rb")

#: Words that XML 1.0 cannot express.
ILLEGAL = ("\x00", "a\x07b", "\x1b[0m", "\ufffe", "\uffff")


def entries(words: tuple[str, ...]) -> list[Entry]:
    """Return an entry for each word, with itself as translation; probabilities fall from 0.9."""
    return [Entry(word, word, 0.5 - row / 1000, 0.9 - row / 1000) for row, word in enumerate(words)]


def write(format: str, pairs: list[Entry], info: LexiconInfo = INFO) -> tuple[bytes, Tally]:
    """Return the file of the entries `pairs`, and its tally."""
    stream = io.BytesIO()
    tally, _ = lexicons.write_entries(pairs, stream, format, info)
    return stream.getvalue(), tally
