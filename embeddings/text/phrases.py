"""Phrases such as "new york" or "heart attack", joined into one token: new_york.

Two words that follow each other far more often than by chance, with a high normalised pointwise
mutual information, become one: G. Bouma (2009), "Normalized (pointwise) mutual
information in collocation extraction", GSCL, as gensim's `Phrases` computes it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from embeddings.progress import Advanced, Message, Progress
from embeddings.text.corpus import Tokens

#: Between the words of a phrase; the tokeniser removes it from words.
JOINT = "_"

#: A pair that occurs less often is not joined.
_FEWEST = 10

#: Least score, from -1 (never together) to 1 (never apart). 0.5 joins names and set phrases, not
#: function words ("of the", "il y").
_THRESHOLD = 0.5

#: Pairs that are counted; beyond this number gensim drops the rarest. About 2 GB.
_MOST_PAIRS = 20_000_000


def join_phrases(tokens: Tokens, target: Path, progress: Progress) -> Tokens:
    """Write `tokens` to `target` with their phrases joined, and count them again.

    Parameters
    ----------
    tokens
        The tokens of a corpus.
    target
        The file to write.
    progress
        Called at the start and at the end.
    """
    from gensim.models.phrases import Phrases  # seconds to import: only when asked for
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
    joints = sum(JOINT in word for word in counts)
    progress(Message(f"joined {joints:,} phrases, {counts.total():,} tokens are left"))
    return replace(tokens, path=target, counts=counts)
