"""List a word and the words nearest to it in its own language, one a line: what a map is drawn of.

python scripts/list_neighbours.py MODEL music 13 | isogloss map MODEL -o music.png --words -
"""

from __future__ import annotations

import sys

from align import open_model
from align.translation.neighbours import neighbours


def main(model: str, word: str, count: str) -> None:
    """Print `word`, a source word of `model`, and its `count` nearest ones."""
    source = open_model(model).source
    near = neighbours(word, source, source, int(count))
    print("\n".join([word, *(each.word for each in near)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
