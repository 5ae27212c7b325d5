"""Two small languages with a known answer, as files: a space and a rotated, noised copy of it."""

from pathlib import Path

import numpy as np

from embeddings import Space, write

#: Every seventh of the 600 words, up to 80 of them, is spelled alike: a seed needs 25.
WORDS, DIMENSION, TOPICS, ALIKE, EVERY = 600, 30, 30, 80, 7


def names(prefix: str, words: int = WORDS) -> tuple[str, ...]:
    """Return words that start with `prefix`, except those that both languages share."""
    alike = range(0, ALIKE * EVERY, EVERY)
    return tuple(f"same{row}" if row in alike else f"{prefix}{row}" for row in range(words))


def distinct(prefix: str) -> tuple[str, ...]:
    """Return words of which no other prefix has any."""
    return tuple(f"{prefix}{row}" for row in range(WORDS))


def vectors() -> tuple[np.ndarray, np.ndarray]:
    """Return two (600, 30) arrays: topics with uneven axes, and the same rotated and noised."""
    rng = np.random.default_rng(1)
    topics = rng.standard_normal((TOPICS, DIMENSION))
    x = topics[rng.integers(TOPICS, size=WORDS)] + rng.standard_normal((WORDS, DIMENSION))
    x = (x + 0.5) * np.linspace(2.0, 0.4, DIMENSION)
    rotation = np.linalg.qr(rng.standard_normal((DIMENSION, DIMENSION)))[0]
    y = x @ rotation + 0.15 * rng.standard_normal(x.shape)
    return x.astype(np.float32), y.astype(np.float32)


def spaces() -> tuple[Space, Space]:
    """Return the two spaces: row i of one means row i of the other."""
    x, y = vectors()
    return Space(names("s"), x), Space(names("t"), y)


def write_spaces(folder: Path) -> None:
    """Write `aa.vec` and `bb.vec`, which translate, and a gold dictionary of all their words."""
    source, target = spaces()
    write(source, folder / "aa.vec")
    write(target, folder / "bb.vec")
    pairs = zip(source.words, target.words, strict=True)
    (folder / "gold.txt").write_text("".join(f"{s}\t{t}\n" for s, t in pairs))


def write_unrelated(folder: Path) -> None:
    """Write `aa.vec` and `bb.vec` of random vectors that share the same 80 strings.

    1,500 words: chance makes two runs agree on about one of them, "doubtful" begins at five.
    """
    rng = np.random.default_rng(3)
    for name, prefix in (("aa.vec", "s"), ("bb.vec", "t")):
        random = rng.standard_normal((1500, DIMENSION)).astype(np.float32)
        write(Space(names(prefix, 1500), random), folder / name)


def write_texts(folder: Path) -> None:
    """Write `source.txt` and `target.txt`: sentences about one of ten topics, in other words.

    Every fifth word is spelled alike in both.
    """
    rng = np.random.default_rng(6)
    topics = rng.permutation(200).reshape(10, 20)
    sentences = [rng.choice(topics[rng.integers(10)], 8) for _ in range(2000)]
    for name, prefix in (("source.txt", "s"), ("target.txt", "t")):
        words = [f"same{n}" if n % 5 == 0 else f"{prefix}{n}" for n in range(200)]
        lines = (" ".join(words[n] for n in sentence) for sentence in sentences)
        (folder / name).write_text("\n".join(lines) + "\n")
