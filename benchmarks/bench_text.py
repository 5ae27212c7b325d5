"""Measure translations from text, by training settings and by the size of the text.

    python benchmarks/bench_text.py EN.txt FR.txt --languages en fr --gold DATA/gold --keep FOLDER \
        --tokens 5 --try auto gensim model=fasttext,epochs=10,... --seeds 3

Each text is cut to `--tokens` million tokens, in random blocks of 200 lines. Vectors are trained on
it with each of the settings. `auto` and `word2vec` are presets, `gensim` is gensim's defaults, and
`name=value,...` changes the preset `auto`. The vectors are written to the folder `--keep` and
reused. Prints tab-separated lines:

* supervised: P@1 by CSLS of a plain rotation and of a re-weighted map (power 0.25), with words and
  coverage. Maps are solved from the 5,000 source words of the MUSE train dictionary, and evaluated
  on the test dictionary of either direction, without the words that the train dictionary has;
* unsupervised, for each of `--seeds`: the verdict and P@1 of `isogloss align`. P@1 is on the test
  dictionary, there and back, then on train and test together: for the 1,000 and 5,000 most frequent
  covered words, and by frequency band of the source word;
* beside each P@1 on a test dictionary: P@1 of spelling alone on the same words, and P@1 over the
  words that are not spelled like their translations;
* similarity: Spearman's correlation with human judgements, in percent, with the covered pairs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from measure import beside, unlearned
from scipy.sparse import csr_array
from scipy.stats import spearmanr

import isogloss
from align.evaluation.gold import answer_gold, evaluate
from align.learning.alignment import Alignment
from align.learning.selflearn import rotation
from align.learning.verdict import Evidence, Verdict
from align.lexicon import Lexicon, read_lexicon
from align.maps.procrustes import procrustes
from align.maps.reweight import Maps, reweight
from align.model.build import build
from align.model.model import Model
from embeddings import Space, TrainingSettings, read, train, write
from embeddings.files import read_lines
from embeddings.normalize import normalize
from embeddings.presets import preset
from embeddings.text.tokens import tokenize_lines

_LINES = 200
_BANDS = (0, 1_000, 2_000, 5_000, 10_000, 20_000, 10**9)
_WORD2VEC = TrainingSettings()

Choice = Callable[[int], TrainingSettings]


def choice(text: str) -> Choice:
    """Return the training settings named by `text`, as a function of the number of tokens."""
    if text == "gensim":
        return lambda tokens: replace(
            _WORD2VEC, model="cbow", dimension=100, negative=5, min_count=5
        )
    if text == "word2vec":
        return lambda tokens: _WORD2VEC
    changes = dict(part.split("=") for part in text.split(",") if "=" in part)
    types = {"model": str, "spectrum": lambda v: None if v == "none" else float(v), "sample": float}
    values = {name: types.get(name, int)(value) for name, value in changes.items()}
    return lambda tokens: replace(preset("auto", tokens), **values)


def sampled(text: Path, millions: float, out: Path) -> None:
    """Write `millions` million tokens of `text` to `out`, as blocks of lines in random order."""
    lines = list(read_lines(text))
    blocks = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    total = 0
    with out.open("w", encoding="utf-8") as file:
        for place in np.random.default_rng(1).permutation(len(blocks)):
            total += sum(len(line.split()) for line in tokenize_lines(blocks[place]))
            file.writelines(f"{line}\n" for line in blocks[place])
            if total >= millions * 1e6:
                return


def supervised(source: Space, target: Space, pairs: Lexicon, *, weighted: bool) -> Model:
    """Return a model with maps solved from known pairs."""
    (x, x_steps), (y, y_steps) = (normalize(space.vectors) for space in (source, target))
    rows = pairs.rows(source.rows, target.rows)
    if weighted:
        ones = np.ones(len(rows), dtype=np.float32)
        maps = reweight(x, y, csr_array((ones, rows.T), shape=(len(x), len(y))), 0.25)
    else:
        maps = rotation(procrustes(x[rows[:, 0]], y[rows[:, 1]]))
    return build(source, target, alignment_of(maps, x_steps, y_steps), ("source", "target"))


def alignment_of(maps: Maps, *steps: object) -> Alignment:
    """Return an alignment with the given maps; its gain is a placeholder."""
    return Alignment(maps, *steps, {}, Verdict("aligned", Evidence(gain=1.0), ""))


def scores(model: Model, there: Lexicon, back: Lexicon) -> list[str]:
    """Return the scores on a gold dictionary of each direction."""
    return [*score(model, there), *(f"back {each}" for each in score(model.reversed(), back))]


def score(model: Model, gold: Lexicon) -> list[str]:
    """Return P@1 with words and coverage, and what spelling explains; `-` if no word is covered."""
    if not len(gold.rows(model.source.rows, model.target.rows)):
        return ["-"]
    report = evaluate(model, gold)
    p1 = f"{100 * report.precision[1]:.1f} ({report.words}, {100 * report.coverage:.1f} %)"
    return [p1, *beside(report)]


def by_frequency(model: Model, full: Lexicon) -> Iterator[str]:
    """Yield P@1 of the 1,000 and 5,000 most frequent covered words, then of each band."""
    answers = answer_gold(model.source, model.target, full)  # the most frequent word first
    for most in (1_000, 5_000):
        yield f"first {most:,}: {share(answers.right[:most])}"
    for low, high in pairwise(_BANDS):
        inside = (answers.rows >= low) & (answers.rows < high)
        yield f"{low:,}-{high:,}: {share(answers.right[inside])}"


def share(right: np.ndarray) -> str:
    """Return P@1 with the number of words, or `-` without a word."""
    return f"{100 * right.mean():.1f} ({len(right)})" if len(right) else "-"


def similarity(space: Space, language: str, folder: Path) -> Iterator[str]:
    """Yield the correlation with each set of similarity judgements in a language."""
    x, _ = normalize(space.vectors)
    for file in sorted(folder.glob(f"{language.upper()}_*.txt")):
        judged, cosines = [], []
        for line in read_lines(file):
            fields = line.lower().split("\t" if "\t" in line else None)
            one, other, judgement = [field for field in fields if field][:3]
            if one in space.rows and other in space.rows:
                judged.append(float(judgement))
                cosines.append(float(x[space.rows[one]] @ x[space.rows[other]]))
        value = 100 * spearmanr(judged, cosines).statistic
        yield f"{file.stem} {value:.1f} ({len(judged)})"


def spaces(arguments: argparse.Namespace, millions: str, settings: str) -> list[Space]:
    """Return both spaces: trained now, or read from the folder `--keep`."""
    result = []
    for text, language in zip(arguments.texts, arguments.languages, strict=True):
        path = arguments.keep / f"{language}.{millions}.{settings.replace('=', '-')}.npz"
        if not path.exists():
            with tempfile.TemporaryDirectory() as folder:
                cut = text
                if millions != "all":
                    cut = Path(folder) / "text.txt"
                    sampled(text, float(millions), cut)
                start = time.monotonic()
                space = train(
                    [cut],
                    choice(settings),
                    random_seed=0,
                    language=language,
                    threads=arguments.threads,
                )
                print(f"# {path.name}: {time.monotonic() - start:.0f} s", flush=True)
                write(space, path)
        result.append(read(path))
    return result


def main() -> None:
    """Train, align and evaluate; print one line per measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs=2, type=Path)
    parser.add_argument("--languages", nargs=2, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--tokens", nargs="+", default=["all"], help="Million tokens, or all.")
    parser.add_argument("--try", nargs="+", default=["auto"], dest="settings")
    parser.add_argument("--seeds", type=int, default=0, help="Number of unsupervised runs.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", type=Path, required=True, help="A folder for the vectors.")
    arguments = parser.parse_args()
    pair, turned = "-".join(arguments.languages), "-".join(arguments.languages[::-1])
    known = read_lexicon(arguments.gold / f"{pair}.muse-train.txt")
    test = read_lexicon(arguments.gold / f"{pair}.muse-test.txt")
    back = read_lexicon(arguments.gold / f"{turned}.muse-test.txt")
    held = unlearned(test, known), unlearned(back, known.reverse())
    full = Lexicon((*known.pairs, *test.pairs))
    for millions in arguments.tokens:
        for settings in arguments.settings:
            source, target = spaces(arguments, millions, settings)
            name = [pair, millions, settings, f"{len(source):,} and {len(target):,} words"]
            for weighted in (False, True):
                model = supervised(source, target, known, weighted=weighted)
                kind = "re-weighted" if weighted else "plain"
                print(*name, kind, *scores(model, *held), sep="\t", flush=True)
            for seed in range(arguments.seeds):
                model = isogloss.align(source, target, random_seed=seed)
                verdict = model.verdict
                line = [f"seed {seed}", verdict.label, f"gain {verdict.evidence.gain:.2f}"]
                line += [*scores(model, test, back), *by_frequency(model, full)]
                print(*name, *line, sep="\t", flush=True)
            for space, language in zip((source, target), arguments.languages, strict=True):
                correlations = similarity(space, language, arguments.gold / "similarity")
                print(*name, "similarity", *correlations, sep="\t", flush=True)


if __name__ == "__main__":
    sys.exit(main())
