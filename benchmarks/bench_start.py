"""How soon `isogloss serve` is ready with a large model, and what a second worker costs.

python benchmarks/bench_start.py --rows 200000
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
from measure import isogloss

from align import Alignment, Model, Verdict, save, with_fast_indices
from align.maps.reweight import Maps
from align.model.model import Side, Table
from align.model.vocabulary import Lookup
from embeddings import Normalization

DIMENSION, CANDIDATES, TOPICS = 300, 10, 2_000

#: The first letters of the two alphabets.
FIRST = {"fr": 0x61, "ru": 0x430}


def main() -> None:
    """Print seconds to ready, and megabytes of each worker that are its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--index", choices=["exact", "fast"], default="exact")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = made(given.rows)
        save(
            with_fast_indices([model])[0] if given.index == "fast" else model,
            Path(folder) / "model",
        )
        for _ in range(given.runs):
            print("ready after {:.2f} s, {:.2f} CPU s".format(*ready(Path(folder) / "model")))
        for before, after in workers(Path(folder)):
            print(f"worker: {before:.0f} MB of its own when it starts, {after:.0f} MB after work")


def made(rows: int) -> Model:
    """Return a model of `rows` words a side, Latin with accents and Cyrillic, of random vectors."""
    rng = np.random.default_rng(0)
    eye, mean = np.eye(DIMENSION, dtype=np.float32), np.zeros(DIMENSION, dtype=np.float32)
    normalization = Normalization(("unit", "center", "unit"), (mean,))
    verdict = Verdict("aligned", {"gain": 2.0}, "")
    alignment = Alignment(Maps(eye, eye), normalization, normalization, {}, verdict)
    sides = (side(rng, name, rows) for name in ("fr", "ru"))
    return Model(*sides, alignment, 20.0, {"source": {}, "target": {}})


def side(rng: np.random.Generator, language: str, rows: int) -> Side:
    """Return `rows` words around topics, with candidates at random."""
    topics = rng.standard_normal((TOPICS, DIMENSION), dtype=np.float32)
    penalized = np.empty((rows, DIMENSION + 1), dtype=np.float32)
    penalized[:, :-1] = topics[rng.integers(TOPICS, size=rows)]
    penalized[:, :-1] += rng.standard_normal((rows, DIMENSION), dtype=np.float32)
    penalized /= np.linalg.norm(penalized[:, :-1], axis=1, keepdims=True)
    penalized[:, -1] = rng.uniform(0.2, 0.35, rows)
    words = tuple(word(row, language) for row in range(rows))
    shape = rows, CANDIDATES
    scores = -np.sort(-rng.random(shape, dtype=np.float32), axis=1)
    found = rng.integers(0, rows, shape).astype(np.int32)
    return Side(
        language, Lookup(words), penalized, Table(found, scores, np.full_like(scores, 0.05))
    )


def word(row: int, language: str) -> str:
    """Return a word of its own for each row; a quarter of the French ones have an accent."""
    accent = "é" if language == "fr" and row % 4 == 0 else ""
    letters = ""
    row += 1
    while row:
        row, letter = divmod(row, 26)
        letters += chr(FIRST[language] + letter)
    return letters + accent


def ready(model: Path) -> tuple[float, float]:
    """Return the seconds until `isogloss serve` says where it listens, by the clock and of CPU."""
    start = time.perf_counter()
    with subprocess.Popen(
        isogloss("serve", str(model), "--port", "0"), stderr=subprocess.PIPE, start_new_session=True
    ) as server:
        assert server.stderr is not None
        server.stderr.readline()
        wall = time.perf_counter() - start
        fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
        os.killpg(server.pid, signal.SIGTERM)
    return wall, sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def workers(models: Path) -> list[tuple[float, float]]:
    """Return the private megabytes of two workers, as they start and after work for both."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "service:create_app()", "--preload"]
    options = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--bind", address]
    environment = {**os.environ, "ISOGLOSS_MODELS": str(models)}
    with subprocess.Popen(
        [*command, *options], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            time.sleep(10)
            listed = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            before = [private(pid) for pid in listed]
            for row in range(400):
                ask(address, word(row, "fr"), k=20 if row % 2 else 5)
                ask(address, word(row, "fr").upper() + "Ç", k=5)
            return list(zip(before, map(private, listed), strict=True))
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def ask(address: str, asked: str, k: int) -> None:
    """Ask for the translations of a word, of the table or, with a large `k`, of the index."""
    body = json.dumps({"source": "fr", "target": "ru", "words": [asked], "k": k}).encode()
    request = urllib.request.Request(f"http://{address}/v1/translate", body)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as response:
        response.read()


def private(pid: str) -> float:
    """Return the megabytes that the process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


if __name__ == "__main__":
    main()
