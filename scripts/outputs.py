"""Print the SHA-256 of what `align`, `build`, `translate` and `lexicon` write for the shipped pair.

Run it before and after a change that must not alter any output, and compare:

    python scripts/outputs.py .venv/bin/isogloss > before.txt
    python scripts/outputs.py .venv/bin/isogloss | diff before.txt -
"""

import hashlib
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "embeddings" / "samples"
LINE = "The black cat sleeps on the old table, and the children do not want to wake it."


def main() -> None:
    """Run the commands of `isogloss`, the program named first, in a folder of their own."""
    program = str(Path(sys.argv[1]).absolute())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language, seed in (("en", 1), ("fr", 2)):
            write_text(folder / f"{language}.txt", language, seed)

        def isogloss(*arguments: str, stdin: str = "") -> bytes:
            run = subprocess.run(
                [program, *arguments], cwd=folder, input=stdin.encode(), capture_output=True
            )
            # Exit code 3 is the verdict "not aligned".
            assert run.returncode in (0, 3), (arguments, run.stderr.decode())
            return run.stdout

        one = ("--threads", "1")
        spaces = (str(SAMPLES / "en.npz"), str(SAMPLES / "fr.npz"))
        isogloss("align", *spaces, "-o", "en-fr", *one)
        isogloss("align", *spaces, "-o", "fast", "--index", "fast", "--init", "transport", *one)
        isogloss("align", *spaces, "-o", "hub", "--hub", "en", *one)
        isogloss("train", "en.txt", "-o", "en.vec", "--lang", "en", *one)
        small = ("--dimension", "20", "--epochs", "1", "--source", "en", "--target", "fr")
        isogloss("build", "en.txt", "fr.txt", "-o", "built", *small, *one)
        for way in ((), ("--reverse",)):
            tag = "".join(way)
            words = isogloss("translate", "en-fr", "-", "-k", "12", *way, stdin="house\nété\nxqz\n")
            report("translate" + tag, words)
            lines = isogloss("translate", "en-fr", "-", "--lines", *way, stdin=LINE + "\n")
            report("translate --lines" + tag, lines)
            for form in ("tsv", "muse", "tbx", "tmx", "tei", "synonyms", "jsonl"):
                written = isogloss("lexicon", "en-fr", "-o", "-", "--format", form, *way)
                report(f"lexicon {form}{tag}", written)
        report("evaluate", isogloss("evaluate", "en-fr", str(SAMPLES / "en-fr.gold.txt"), "--json"))
        for file in sorted(folder.rglob("*")):
            if (file.is_file() and file.suffix != ".txt") or file.name.endswith(".words.txt"):
                report(file.relative_to(folder).as_posix(), file.read_bytes())


def write_text(path: Path, language: str, seed: int) -> None:
    """Write 4,000 sentences of words of the shipped space, drawn by Zipf's law."""
    sys.path.insert(0, str(ROOT))
    from embeddings import read

    words = [word for word in read(SAMPLES / f"{language}.npz").words[:3_000] if word.isalpha()]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    draw = random.Random(seed)
    lines = (" ".join(draw.choices(words, weights, k=12)) for _ in range(4_000))
    path.write_text("".join(f"{line}.\n" for line in lines), encoding="utf-8")


def report(name: str, content: bytes) -> None:
    """Print the name of an output and its digest."""
    print(hashlib.sha256(content).hexdigest(), name)


if __name__ == "__main__":
    main()
