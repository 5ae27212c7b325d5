"""Training recovers a planted structure, is reproducible, and reports errors in the text."""

import gzip
import logging
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from embeddings import (
    EmptyCorpus,
    IsoglossError,
    MalformedFile,
    Space,
    TokenRules,
    TrainingSettings,
    train,
)
from embeddings.normalize import unit
from embeddings.progress import Advanced
from tests.hearing import Heard

SETTINGS = TrainingSettings(dimension=16, epochs=10, negative=5, min_count=5, sample=0)

SEA = ("sea", "ship", "wave", "sail", "harbour", "anchor")
KITCHEN = ("oven", "bread", "salt", "flour", "butter", "spoon")


def two_topics(lines: int = 1000) -> str:
    """Return text whose lines have words of one topic only, the first words more often."""
    rng = np.random.default_rng(3)
    weights = np.arange(6, 0, -1) / 21
    topics = (SEA, KITCHEN)
    return "".join(
        " ".join(rng.choice(topics[number % 2], 8, p=weights)) + ".\n" for number in range(lines)
    )


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="gensim")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "text.txt"
    path.write_text(two_topics() + "rare\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def space(corpus: Path) -> Space:
    return train([corpus], SETTINGS, random_seed=1, language="en")


def test_words_of_one_topic_are_nearer_to_each_other(space: Space) -> None:
    sea, kitchen = (
        unit(space.vectors[[space.rows[word] for word in topic]]) for topic in (SEA, KITCHEN)
    )
    assert min((sea @ sea.T).min(), (kitchen @ kitchen.T).min()) > (sea @ kitchen.T).max()


def test_words_come_by_falling_count(corpus: Path, space: Space) -> None:
    words = corpus.read_text(encoding="utf-8").replace(".", "").split()
    assert space.counts is not None
    assert [words.count(word) for word in space.words] == space.counts.tolist()
    assert (np.diff(space.counts) <= 0).all()


def test_rare_words_are_left_out(space: Space) -> None:
    assert set(space.words) == {*SEA, *KITCHEN}


def test_the_same_seed_gives_the_same_bytes(corpus: Path, space: Space) -> None:
    again = train([corpus], SETTINGS, random_seed=1)
    assert again.words == space.words
    assert again.vectors.tobytes() == space.vectors.tobytes()


def test_another_seed_gives_other_vectors(corpus: Path, space: Space) -> None:
    other = train([corpus], SETTINGS, random_seed=2)
    assert other.vectors.tobytes() != space.vectors.tobytes()


def test_cbow_can_be_trained(corpus: Path, space: Space) -> None:
    settings = TrainingSettings(model="cbow", dimension=16, epochs=1, min_count=5)
    assert train([corpus], settings, random_seed=1).vectors.shape == space.vectors.shape


def test_provenance_has_the_settings_and_versions(space: Space) -> None:
    about = space.provenance
    assert (about["corpus"], about["tokens"], about["seed"]) == (["text.txt"], 8001, 1)
    assert (about["settings"]["dimension"], about["threads"]) == (16, 1)
    assert set(about["made_with"]) == {"gensim", "numpy"}


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace ICU: every letter is a word."""
    monkeypatch.setitem(sys.modules, "icu", SimpleNamespace(ICU_VERSION="72.1", VERSION="2.17"))
    monkeypatch.setattr(
        "embeddings.text.segment._breaks", lambda language: lambda text: range(1, len(text) + 1)
    )


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("words", "joint", "language", "rules", "named"),
    [
        ("猫狗人", "", "zh", TokenRules(), True),
        ("猫狗人", "", None, TokenRules(), True),
        ("猫狗人", " ", "zh", TokenRules(kind="whitespace"), False),
        (("a", "cat", "called", "猫"), " ", "en", TokenRules(), False),
    ],
    ids=["language", "script", "whitespace", "quotation"],
)
@pytest.mark.parametrize("phrases", [False, True])
def test_provenance_names_icu_if_it_segmented_the_text(
    tmp_path: Path, words, joint: str, language: str | None, rules, named: bool, phrases: bool
) -> None:
    rng = np.random.default_rng(0)
    lines = [joint.join(rng.choice(list(words), 10)) for _ in range(300)]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    settings = TrainingSettings(dimension=2, epochs=1, min_count=1)
    about = train(
        [tmp_path / "a.txt"],
        settings,
        random_seed=1,
        language=language,
        rules=rules,
        phrases=phrases,
    ).provenance["made_with"]
    assert (about.get("icu"), about.get("pyicu")) == (("72.1", "2.17") if named else (None, None))


def test_the_language_is_kept(space: Space) -> None:
    assert space.language == "en"


def test_a_folder_with_compressed_text_gives_the_same_vectors(
    tmp_path: Path, corpus: Path, space: Space
) -> None:
    lines = corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("".join(lines[:500]), encoding="utf-8")
    (tmp_path / "b" / "c.gz").write_bytes(gzip.compress("".join(lines[500:]).encode()))
    split = train([tmp_path], SETTINGS, random_seed=1)
    assert split.vectors.tobytes() == space.vectors.tobytes()


def test_progress_is_reported_from_start_to_end(corpus: Path) -> None:
    heard = Heard(Advanced)
    settings = TrainingSettings(dimension=4, epochs=2, min_count=5)
    train([corpus], settings, random_seed=1, progress=heard)
    assert heard[-1] == Advanced("trained epoch 2 of 2", 1.0)
    assert all(0 <= event.share <= 1 for event in heard)


@pytest.mark.parametrize(
    ("text", "settings", "message"),
    [
        ("\n\n", SETTINGS, "0 words are too few"),
        ("...!\n", SETTINGS, "0 words are too few"),
        ("one two\n" * 10, SETTINGS, "20 words are too few"),
        ("one\n" * 2000, SETTINGS, "only 1 words occur 5 times"),
        (two_topics(200), TrainingSettings(min_count=10**6), "only 0 words occur 1000000 times"),
    ],
)
def test_too_little_text_is_a_clear_error(tmp_path: Path, text, settings, message: str) -> None:
    path = tmp_path / "text"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EmptyCorpus, match=message) as caught:
        train([path], settings, random_seed=1)
    assert "\n" not in str(caught.value)


def test_an_empty_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "text").touch()
    with pytest.raises(MalformedFile, match="the file is empty"):
        train([tmp_path / "text"], SETTINGS, random_seed=1)


def test_an_empty_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(IsoglossError, match="has no file with text in it"):
        train([tmp_path], SETTINGS, random_seed=1)


def test_text_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"fine\n" * 1500 + b"caf\xe9\n" + b"fine\n")
    with pytest.raises(MalformedFile, match="text, line 1501: not UTF-8"):
        train([tmp_path / "text"], SETTINGS, random_seed=1)


def test_truncated_compressed_text_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "text.gz").write_bytes(gzip.compress(two_topics().encode())[:-2000])
    with pytest.raises(MalformedFile, match=r"text\.gz, line \d+: the compressed data ends early"):
        train([tmp_path / "text.gz"], SETTINGS, random_seed=1)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        train([tmp_path / "none"], SETTINGS, random_seed=1)


def test_settings_can_be_chosen_by_the_number_of_tokens(corpus: Path, space: Space) -> None:
    calls: list[int] = []

    def choose(tokens: int) -> TrainingSettings:
        calls.append(tokens)
        return SETTINGS

    assert train([corpus], choose, random_seed=1).vectors.tobytes() == space.vectors.tobytes()
    assert calls == [8001]


FASTTEXT = TrainingSettings(
    model="fasttext", dimension=16, epochs=10, negative=5, min_count=5, sample=0, spectrum=0.2
)


def test_subwords_give_an_unknown_word_the_topic_of_its_letters(corpus: Path) -> None:
    space = train([corpus], FASTTEXT, random_seed=1)
    assert space.subwords
    sea, kitchen = (
        unit(space.vectors[[space.rows[word] for word in topic]]).mean(axis=0)
        for topic in (SEA, KITCHEN)
    )
    for word, right, wrong in (("harbours", sea, kitchen), ("butters", kitchen, sea)):
        vector = space.subwords.vector(word)
        assert vector is not None
        assert vector @ right > vector @ wrong


def test_training_of_subwords_is_reproducible(corpus: Path) -> None:
    one, two = (train([corpus], FASTTEXT, random_seed=1) for _ in range(2))
    assert one.vectors.tobytes() == two.vectors.tobytes()
    assert one.subwords and two.subwords
    assert one.subwords.vectors.tobytes() == two.subwords.vectors.tobytes()


def test_only_ngrams_of_the_vocabulary_are_kept(corpus: Path) -> None:
    space = train([corpus], FASTTEXT, random_seed=1)
    assert space.subwords
    assert len(space.subwords.kept) < 500 < space.subwords.buckets


def test_the_spectrum_of_word2vec_can_be_flattened(corpus: Path, space: Space) -> None:
    flat = train([corpus], replace(SETTINGS, spectrum=0.1), random_seed=1)
    assert flat.subwords is None

    def largest_share(vectors: np.ndarray) -> float:
        variances = np.linalg.eigvalsh(np.cov(unit(vectors).T))
        return float(variances[-1] / variances.sum())

    assert largest_share(flat.vectors) < largest_share(space.vectors)


def test_contexts_are_kept_of_little_text(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(FASTTEXT, dimension=28, count_windows=(2, 5))
    little = train([corpus], settings)
    assert [each.shape for each in little.contexts] == [(len(little), len(little))] * 2
    monkeypatch.setattr("embeddings.training.LITTLE_TEXT", 8_000)
    assert train([corpus], settings).contexts == ()
    assert train([corpus], FASTTEXT).contexts == ()
