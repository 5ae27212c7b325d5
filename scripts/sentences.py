"""Print the words a sentence of Markdown files: mean, and the longest.

    python scripts/sentences.py README.md docs/method.md
    git show OLDER:README.md | python scripts/sentences.py -

A sentence ends at a full stop, a question mark, or the end of its paragraph or list item. Headings,
tables, pictures and blocks of code do not count; a span of code is one word.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"^\n(?: {4}.*\n)+", re.MULTILINE)
_APART = re.compile(r"^(?:[#|].*|!\[.*\]\(.*\))$", re.MULTILINE)
_ITEM = re.compile(r"^ *(?:[*-]|\d+\.) +", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SPAN = re.compile(r"`[^`]*`")
#: Full stops inside a sentence: initials and abbreviations.
_INSIDE = re.compile(r"\b([A-Z]|al|e\.g|i\.e)\. ")
_END = re.compile(r"(?<=[.?!])[)\"*]*\s+(?=[A-Z0-9\"(*])")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text in Markdown."""
    for part in (_FENCED, _INDENTED, _APART):
        text = part.sub("\n", text)
    text = _ITEM.sub("\n\n", text)
    text = _SPAN.sub("Code", _LINK.sub(r"\1", text)).replace("**", "")
    for paragraph in re.split(r"\n\s*\n", text):
        line = _INSIDE.sub(r"\1 ", " ".join(paragraph.split()))
        yield from filter(_length, _END.split(line))


def _length(sentence: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in sentence.split())


def main(names: list[str]) -> None:
    """Print one line for each file; `-` is the standard input."""
    print("sentences   mean  longest  file")
    for name in names:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        lengths = [_length(each) for each in sentences(text)]
        print(f"{len(lengths):9}  {sum(lengths) / len(lengths):5.1f}  {max(lengths):7}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
