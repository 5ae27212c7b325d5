"""Print a word and its nearest neighbours in its own language, as input for `isogloss map`.

python scripts/list_neighbours.py MODEL music 13 | isogloss map MODEL -o music.png --words -
"""

from __future__ import annotations

import sys

from align.model.load import open_model
from align.translation.neighbours import neighbours


def main(model: str, word: str, count: str) -> None:
    """Print the source word `word` and its `count` nearest neighbours, one word per line."""
    source = open_model(model).source
    nearest = neighbours(word, source, source, int(count))
    print("\n".join([word, *(each.word for each in nearest)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
