"""Words of a phrase are joined; function words are not."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from embeddings import TrainingSettings, train
from embeddings.progress import silent
from embeddings.text.corpus import Tokens
from embeddings.text.phrases import join_phrases


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """Return text with "new york" as a phrase, and "of" and "the" together only by chance."""
    rng = np.random.default_rng(0)
    words = ["of", "the", *(f"w{n}" for n in range(30))]
    lines = [" ".join([*rng.choice(words, 8), "new", "york"]) for _ in range(400)]
    (tmp_path / "tokens.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return Tokens(tmp_path / "tokens.txt", Counter(" ".join(lines).split()), len(lines))


def test_words_that_always_occur_together_are_joined(tokens, tmp_path):
    joined = join_phrases(tokens, tmp_path / "joined.txt", silent)
    assert joined.counts["new_york"] == 400
    assert [word for word in joined.counts if "_" in word] == ["new_york"]
    assert (joined.total, joined.lines) == (tokens.total - 400, tokens.lines)


def test_the_counts_are_those_of_the_file(tokens, tmp_path):
    joined = join_phrases(tokens, tmp_path / "joined.txt", silent)
    text = joined.path.read_text(encoding="utf-8")
    assert Counter(text.split()) == joined.counts
    assert text.count("\n") == joined.lines


def test_a_phrase_has_a_vector(tokens):
    settings = TrainingSettings(dimension=8, epochs=1, min_count=5)
    space = train([tokens.path], settings, random_seed=0, phrases=True, origin={"licence": "CC0"})
    assert "new_york" in space.rows
    assert (space.provenance["phrases"], space.provenance["licence"]) == (True, "CC0")
