"""Draw how many words a dictionary needs, from what `bench_text.py` printed.

    python benchmarks/plot_curve.py OUTPUT ... -o docs/learning-curve.svg

Each OUTPUT holds the lines of one or several sizes of text; `--all MILLIONS` says how many million
tokens `all` was. Needs matplotlib (`pip install 'isogloss[viz]'`).
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

#: Bands of frequency of the source word as they are drawn, in colours for the colour-blind too.
BANDS = {
    "0-1,000": ("first 1,000 words", "#0072B2"),
    "2,000-5,000": ("2,000 to 5,000", "#009E73"),
    "5,000-10,000": ("5,000 to 10,000", "#E69F00"),
    "10,000-20,000": ("10,000 to 20,000", "#CC79A7"),
}

Points = dict[float, list[float]]


def points(lines: Iterable[str], whole: float) -> tuple[dict[str, Points], Points, Points]:
    """Return P@1 by million tokens: by band, on the test dictionary, and on it supervised."""
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
                if found := re.fullmatch(r"([\d,-]+): ([\d.]+) \((\d+), .*", field):
                    bands[found[1]][millions].append(float(found[2]))
    return bands, unsupervised, supervised


def draw(bands: dict[str, Points], unsupervised: Points, supervised: Points, out: Path) -> None:
    """Write the figure."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "isogloss"  # the same points, the same bytes
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


def curve(found: Points) -> tuple[Sequence[float], Sequence[float]]:
    """Return sizes and the mean at each."""
    sizes = sorted(found)
    return sizes, [sum(found[size]) / len(found[size]) for size in sizes]


def main() -> None:
    """Read, draw, and print the points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", nargs="+", type=Path)
    parser.add_argument("--all", type=float, default=24.0, dest="whole")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    lines = [line for path in given.outputs for line in path.read_text().splitlines()]
    bands, unsupervised, supervised = points(lines, given.whole)
    draw(bands, unsupervised, supervised, given.output)
    test = (("test", unsupervised), ("test, supervised", supervised))
    for name, found in (*bands.items(), *test):
        told = ", ".join(
            f"{size:g} M: {mean:.1f}" for size, mean in zip(*curve(found), strict=True)
        )
        print(f"{name}\t{told}")


if __name__ == "__main__":
    main()
