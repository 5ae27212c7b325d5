"""Join phrases such as "new york" or "heart attack" into one token: new_york.

Two adjacent words become a phrase if their normalised pointwise mutual information is high:
G. Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction", GSCL.
gensim's `Phrases` computes it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from embeddings.progress import Advanced, Message, Progress
from embeddings.text.corpus import Tokens

#: Character between the words of a phrase. The tokeniser removes it from words.
JOINT = "_"

#: Least count of a pair that is joined.
_FEWEST = 10

#: Least score of a phrase, from -1 (never together) to 1 (never apart). 0.5 joins names and set
#: phrases, but no function words ("of the", "il y").
_THRESHOLD = 0.5

#: Maximum number of counted pairs, about 2 GB. Above it gensim drops the rarest pairs.
_MOST_PAIRS = 20_000_000


def join_phrases(tokens: Tokens, target: Path, progress: Progress) -> Tokens:
    """Write `tokens` with joined phrases to `target`, and count them again.

    Parameters
    ----------
    tokens
        The tokens of a corpus.
    target
        The file to write.
    progress
        Called with an event at the start and a message at the end.
    """
    from gensim.models.phrases import Phrases  # takes seconds to import
    from gensim.models.word2vec import LineSentence

    progress(Advanced("looking for phrases", 0.0))
    phrases = Phrases(
        LineSentence(str(tokens.path)),
        min_count=_FEWEST,
        threshold=_THRESHOLD,
        scoring="npmi",
        delimiter=JOINT,
        max_vocab_size=_MOST_PAIRS,
    ).freeze()
    counts: Counter[str] = Counter()
    with (
        tokens.path.open(encoding="utf-8") as lines,
        target.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for line in lines:
            joined = phrases[line.split()]
            counts.update(joined)
            out.write(" ".join(joined) + "\n")
    number = sum(JOINT in word for word in counts)
    progress(Message(f"joined {number:,} phrases, {counts.total():,} tokens are left"))
    return replace(tokens, path=target, counts=counts)
