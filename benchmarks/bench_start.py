"""Measure the start of `isogloss serve` with a large model, and the memory of its workers.

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

from align.learning.alignment import Alignment
from align.learning.verdict import Evidence, Verdict
from align.maps.reweight import Maps
from align.model.build import with_fast_indices
from align.model.model import Model, Side, Table
from align.model.save import save
from align.model.vocabulary import Vocabulary
from embeddings import Normalization

DIMENSION, CANDIDATES, TOPICS = 300, 10, 2_000

#: The code point of the first letter of each alphabet.
FIRST = {"fr": 0x61, "ru": 0x430}


def main() -> None:
    """Print the time until the server is ready, and the private memory of each worker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--index", choices=["exact", "fast"], default="exact")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = random_model(arguments.rows)
        save(
            with_fast_indices([model])[0] if arguments.index == "fast" else model,
            Path(folder) / "model",
        )
        for _ in range(arguments.runs):
            print("ready after {:.2f} s, {:.2f} CPU s".format(*ready(Path(folder) / "model")))
        for before, after in workers(Path(folder)):
            print(f"worker: {before:.0f} MB private at the start, {after:.0f} MB after requests")


def random_model(rows: int) -> Model:
    """Return a model with random vectors, `rows` Latin words with accents and `rows` Cyrillic."""
    rng = np.random.default_rng(0)
    eye, mean = np.eye(DIMENSION, dtype=np.float32), np.zeros(DIMENSION, dtype=np.float32)
    normalization = Normalization(("unit", "center", "unit"), (mean,))
    verdict = Verdict("aligned", Evidence(gain=2.0), "")
    alignment = Alignment(Maps(eye, eye), normalization, normalization, {}, verdict)
    sides = (side(rng, name, rows) for name in ("fr", "ru"))
    return Model(*sides, alignment, 20.0, {"source": {}, "target": {}})


def side(rng: np.random.Generator, language: str, rows: int) -> Side:
    """Return `rows` words with vectors around random topics, and random candidates."""
    topics = rng.standard_normal((TOPICS, DIMENSION), dtype=np.float32)
    penalized = np.empty((rows, DIMENSION + 1), dtype=np.float32)
    penalized[:, :-1] = topics[rng.integers(TOPICS, size=rows)]
    penalized[:, :-1] += rng.standard_normal((rows, DIMENSION), dtype=np.float32)
    penalized /= np.linalg.norm(penalized[:, :-1], axis=1, keepdims=True)
    penalized[:, -1] = rng.uniform(0.2, 0.35, rows)
    words = tuple(word(row, language) for row in range(rows))
    shape = rows, CANDIDATES
    scores = -np.sort(-rng.random(shape, dtype=np.float32), axis=1)
    candidates = rng.integers(0, rows, shape).astype(np.int32)
    return Side(
        language,
        Vocabulary(words),
        penalized,
        Table(candidates, scores, np.full_like(scores, 0.05)),
    )


def word(row: int, language: str) -> str:
    """Return a unique word for each row; a quarter of the French words have an accent."""
    accent = "é" if language == "fr" and row % 4 == 0 else ""
    letters = ""
    row += 1
    while row:
        row, letter = divmod(row, 26)
        letters += chr(FIRST[language] + letter)
    return letters + accent


def ready(model: Path) -> tuple[float, float]:
    """Return the wall-clock and CPU seconds until `isogloss serve` prints its address."""
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
    """Return the private memory of each of two workers in MB: at the start, after 800 requests."""
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
            pids = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            before = [private(pid) for pid in pids]
            for row in range(400):
                translate(address, word(row, "fr"), k=20 if row % 2 else 5)
                translate(address, word(row, "fr").upper() + "Ç", k=5)
            return list(zip(before, map(private, pids), strict=True))
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def translate(address: str, query: str, k: int) -> None:
    """Request the `k` best translations of a word. The index serves a `k` above `CANDIDATES`."""
    body = json.dumps({"source": "fr", "target": "ru", "words": [query], "k": k}).encode()
    request = urllib.request.Request(f"http://{address}/v1/translate", body)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as response:
        response.read()


def private(pid: str) -> float:
    """Return the private memory of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


if __name__ == "__main__":
    main()
