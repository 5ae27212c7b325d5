"""Draw the learning curve: P@1 by the amount of text, from the output of `bench_text.py`.

    python benchmarks/plot_curve.py OUTPUT ... -o docs/learning-curve.svg [--all MILLIONS]

Each OUTPUT is a file with the output for one or more sizes of text. `--all` is the size of the
whole texts in million tokens. Needs matplotlib (`pip install 'isogloss[viz]'`).
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

#: The frequency bands of the source word, with label and colour-blind safe colour.
BANDS = {
    "0-1,000": ("first 1,000 words", "#0072B2"),
    "2,000-5,000": ("2,000 to 5,000", "#009E73"),
    "5,000-10,000": ("5,000 to 10,000", "#E69F00"),
    "10,000-20,000": ("10,000 to 20,000", "#CC79A7"),
}

Points = dict[float, list[float]]


def points(lines: Iterable[str], whole: float) -> tuple[dict[str, Points], Points, Points]:
    """Return P@1 by million tokens.

    Parameters
    ----------
    lines
        The output of `bench_text.py`.
    whole
        The size of the whole texts in million tokens.

    Returns
    -------
    Unsupervised P@1 of each frequency band, unsupervised P@1 on the test dictionary, and
    supervised P@1 on the test dictionary.
    """
    bands: dict[str, Points] = defaultdict(lambda: defaultdict(list))
    unsupervised: Points = defaultdict(list)
    supervised: Points = defaultdict(list)
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) < 6 or fields[2] != "auto":
            continue
        millions = whole if fields[1] == "all" else float(fields[1])
        if fields[4] == "re-weighted":
            supervised[millions].append(float(fields[5].split()[0]))
        elif fields[4].startswith("seed"):
            unsupervised[millions].append(float(fields[7].split()[0]))
            for field in fields[8:]:
                if match := re.fullmatch(r"([\d,-]+): ([\d.]+) \((\d+), .*", field):
                    bands[match[1]][millions].append(float(match[2]))
    return bands, unsupervised, supervised


def draw(bands: dict[str, Points], unsupervised: Points, supervised: Points, out: Path) -> None:
    """Write the figure to the file `out`."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "isogloss"  # makes the SVG reproducible to the byte
    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for band, (label, colour) in BANDS.items():
        axes.plot(*curve(bands[band]), "o-", color=colour, label=label)
    axes.plot(*curve(unsupervised), "s-", color="#000000", label="MUSE test")
    known = {"color": "#666666", "label": "MUSE test, 5,000 given pairs"}
    axes.plot(*curve(supervised), "s--", **known)
    axes.set_xscale("log")
    sizes = sorted(supervised)
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes], minor=False)
    axes.set_xticks([], minor=True)
    axes.set_xlabel("million words of text a language")
    axes.set_ylabel("first translation right, %")
    axes.set_ylim(0, 70)
    axes.grid(alpha=0.3)
    axes.legend(title="frequency of the word", fontsize="small", title_fontsize="small")
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)


def curve(values: Points) -> tuple[Sequence[float], Sequence[float]]:
    """Return the sizes in ascending order, and the mean at each size."""
    sizes = sorted(values)
    return sizes, [sum(values[size]) / len(values[size]) for size in sizes]


def main() -> None:
    """Read the outputs, draw the figure, and print its points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", nargs="+", type=Path)
    parser.add_argument("--all", type=float, default=24.0, dest="whole")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    lines = [line for path in arguments.outputs for line in path.read_text().splitlines()]
    bands, unsupervised, supervised = points(lines, arguments.whole)
    draw(bands, unsupervised, supervised, arguments.output)
    test = (("test", unsupervised), ("test, supervised", supervised))
    for name, values in (*bands.items(), *test):
        means = ", ".join(
            f"{size:g} M: {mean:.1f}" for size, mean in zip(*curve(values), strict=True)
        )
        print(f"{name}\t{means}")


if __name__ == "__main__":
    main()
