"""Draw the learning curve: P@1 by the amount of text, from the output of `bench_text.py`.

    python benchmarks/plot_curve.py OUTPUT ... -o docs/learning-curve.svg [--all en-es=24 ...]

Each OUTPUT is a file with the output for one or more sizes of text, of one or two pairs of
languages; each pair has its own panel. `--all` is the size of the whole texts of a pair in million
tokens. P@1 of spelling alone, on the same words, has its own curve, and so has P@1 over the words
that are not spelled like their translations. Needs matplotlib (`pip install 'isogloss[viz]'`).
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from langcodes import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The frequency bands of the source word, with label and colour-blind safe colour.
BANDS = {
    "0-1,000": ("first 1,000 words", "#0072B2"),
    "2,000-5,000": ("2,000 to 5,000", "#009E73"),
    "5,000-10,000": ("5,000 to 10,000", "#E69F00"),
    "10,000-20,000": ("10,000 to 20,000", "#CC79A7"),
}

#: The curves on the test dictionary, with label, line and colour.
TESTS = {
    "test": ("MUSE test", "s-", "#000000"),
    "supervised": ("MUSE test, 5,000 given pairs", "s--", "#666666"),
    "not alike": ("MUSE test, not spelled alike", "^-", "#56B4E9"),
    "spelling alone": ("spelling alone, no vectors", "x:", "#D55E00"),
}

#: Values of P@1 by million tokens: one for each run.
Points = dict[float, list[float]]


def _points() -> dict[str, Points]:
    return defaultdict(lambda: defaultdict(list))


@dataclass(frozen=True)
class Curves:
    """The curves of a pair of languages.

    Parameters
    ----------
    bands
        Unsupervised P@1 of each frequency band.
    tests
        P@1 on the test dictionary, by the names in `TESTS`.
    """

    bands: dict[str, Points] = field(default_factory=_points)
    tests: dict[str, Points] = field(default_factory=_points)


def curves(lines: Iterable[str], whole: Mapping[str, float]) -> dict[str, Curves]:
    """Return the curves of each pair of languages.

    Parameters
    ----------
    lines
        The output of `bench_text.py`.
    whole
        The size of the whole texts of a pair in million tokens.
    """
    result: dict[str, Curves] = defaultdict(Curves)
    for line in lines:
        pair, *fields = line.rstrip("\n").split("\t")
        if len(fields) < 5 or fields[1] != "auto":
            continue
        millions = whole[pair] if fields[0] == "all" else float(fields[0])
        if fields[3] == "re-weighted":
            result[pair].tests["supervised"][millions].append(float(fields[4].split()[0]))
        elif fields[3].startswith("seed"):
            result[pair].tests["test"][millions].append(float(fields[6].split()[0]))
            _add(result[pair], millions, fields[7:])
    return result


def _add(curves: Curves, millions: float, fields: Iterable[str]) -> None:
    """Add the fields after P@1 of an unsupervised run."""
    for text in fields:
        if match := re.fullmatch(r"([\d,-]+): ([\d.]+) \(.*", text):
            curves.bands[match[1]][millions].append(float(match[2]))
        elif match := re.fullmatch(r"(spelling alone|not alike) ([\d.]+)(?: \(.*)?", text):
            curves.tests[match[1]][millions].append(float(match[2]))


def draw(pairs: Mapping[str, Curves], out: Path) -> None:
    """Write the figure to the file `out`: one panel for each pair of languages."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "isogloss"  # makes the SVG reproducible to the byte
    figure, panels = pyplot.subplots(
        1,
        len(pairs),
        figsize=(7 if len(pairs) == 1 else 5 * len(pairs), 4.2),
        layout="constrained",
        sharey=True,
        squeeze=False,
    )
    for axes, (pair, drawn) in zip(panels[0], pairs.items(), strict=True):
        panel(axes, drawn)
        if len(pairs) > 1:
            names = (Language.get(code).display_name() for code in pair.split("-", 1))
            axes.set_title(" to ".join(names))
    panels[0, 0].set_ylabel("first translation right, %")
    panels[0, 0].legend(title="frequency of the word", fontsize="small", title_fontsize="small")
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)


def panel(axes: Axes, drawn: Curves) -> None:
    """Draw the curves of one pair of languages."""
    for band, (label, colour) in BANDS.items():
        axes.plot(*curve(drawn.bands[band]), "o-", color=colour, label=label)
    for name, (label, style, colour) in TESTS.items():
        if drawn.tests[name]:
            axes.plot(*curve(drawn.tests[name]), style, color=colour, label=label)
    axes.set_xscale("log")
    sizes = sorted(drawn.tests["test"])
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes], minor=False)
    axes.set_xticks([], minor=True)
    axes.set_xlabel("million words of text a language")
    axes.set_ylim(0, 70)
    axes.grid(alpha=0.3)


def curve(values: Points) -> tuple[Sequence[float], Sequence[float]]:
    """Return the sizes in ascending order, and the mean at each size."""
    sizes = sorted(values)
    return sizes, [sum(values[size]) / len(values[size]) for size in sizes]


def _size(text: str) -> tuple[str, float]:
    """Return the pair and the size in an argument such as `en-es=24`."""
    pair, size = text.rsplit("=", 1)
    return pair, float(size)


def main() -> None:
    """Read the outputs, draw the figure, and print its points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", nargs="+", type=Path)
    parser.add_argument("--all", nargs="+", type=_size, default=[("en-es", 24.0)], dest="whole")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    lines = [line for path in arguments.outputs for line in path.read_text().splitlines()]
    pairs = curves(lines, dict(arguments.whole))
    draw(pairs, arguments.output)
    for pair, drawn in pairs.items():
        for name, values in (*drawn.bands.items(), *drawn.tests.items()):
            means = ", ".join(
                f"{size:g} M: {mean:.1f}" for size, mean in zip(*curve(values), strict=True)
            )
            print(f"{pair}\t{name}\t{means}")


if __name__ == "__main__":
    main()
