"""Measure the running service: request rate, latency, batches, start, memory, reloads under load.

    python benchmarks/bench_service.py MODEL [OTHER] --source en --target fr \
        [--only rate batch start soak]

The load generator is wrk on the loopback interface; it must be installed. Speeds are ratios of two
measurements that alternate within one run. `soak` swaps MODEL and OTHER under full load.
"""

from __future__ import annotations

import argparse
import atexit
import itertools
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

#: A Flask route that does nothing, behind the same server as `isogloss serve`.
EMPTY = """
from flask import Flask
from service.http.server import Server

app = Flask("empty")

@app.get("/empty")
def empty():
    return {"status": "ok"}

Server(app, {
    "bind": "127.0.0.1:%d", "worker_class": "service.http.worker.Worker", "workers": 1,
    "threads": 72, "preload_app": True, "loglevel": "warning", "control_socket_disable": True,
}).run()
"""

#: A wrk script that requests the next word each time. A `delay` in ms sets a fixed rate.
SINGLE = """
local words = {}
for line in io.lines("%s") do words[#words + 1] = line end
local n = 0
request = function()
  n = n %% #words + 1
  return wrk.format("GET", "/v1/translate?source=%s&target=%s&q=" .. words[n])
end
delay = function() return %d end
"""
BATCH = """
wrk.method = "POST"
wrk.body = '%s'
wrk.headers["Content-Type"] = "application/json"
"""

ROUNDS, CONNECTIONS, PORT, EMPTY_PORT = 3, 8, 8765, 8766


def get(path: str, port: int = PORT) -> bytes:
    """Return the body of the response to a GET request."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
        return bytes(response.read())


@contextmanager
def running(command: list[str], path: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server while the body runs; the body starts once the server responds to `path`."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(path, port)
            yield process
        finally:
            process.terminate()


def wait_for(path: str, port: int) -> None:
    """Wait up to 60 seconds until the server responds to `path`."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            get(path, port)
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"no server responds on port {port}")


def serve(model: Path, *more: str) -> list[str]:
    """Return the command that serves `model`."""
    return [sys.executable, "-m", "service", "serve", str(model), "--port", str(PORT), *more]


def wrk(
    url: str, seconds: int = 8, connections: int = CONNECTIONS, script: str = ""
) -> dict[str, float]:
    """Put load on `url`, and return its rate (requests/s), p50 and p99 (ms), and failures."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", url]
        output = subprocess.run(
            [*command, *(["-s", lua.name] if script else [])], capture_output=True, text=True
        ).stdout
    percentiles = dict(re.findall(r"^ +(\d+)% +(\S+)$", output, re.MULTILINE))
    failures = r"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)"
    failed = sum(map(int, re.findall(failures, output)))
    return {
        "rate": float(re.search(r"Requests/sec: +([\d.]+)", output)[1]),  # type: ignore[index]
        "p50": milliseconds(percentiles["50"]),
        "p99": milliseconds(percentiles["99"]),
        "failed": float(failed),
    }


def milliseconds(text: str) -> float:
    """Convert a duration such as `1.20ms`, `830.00us` or `1.02s` to ms."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def known_words(model: Path, n: int) -> list[str]:
    """Return the `n` most frequent source words that need no escaping in a URL."""
    words = (model / "source.words.txt").read_text(encoding="utf-8").splitlines()
    return [word for word in words if re.fullmatch("[a-z]+", word)][:n]


def listed(words: list[str]) -> str:
    """Write `words` to a temporary file, one per line, and return its name.

    The file is deleted when this program ends.
    """
    with tempfile.NamedTemporaryFile("w", prefix="words-", delete=False) as file:
        file.write("\n".join(words))
    atexit.register(os.unlink, file.name)
    return file.name


def bench_rate(model: Path, source: str, target: str) -> None:
    """Compare single-word requests with an empty Flask route; then measure latency at half rate.

    `one word` repeats the same word. `other words` requests the known words in turn.
    """
    words = known_words(model, 20_000)
    one = f"http://127.0.0.1:{PORT}/v1/translate?source={source}&target={target}&q={words[500]}"
    root, ratios = f"http://127.0.0.1:{PORT}", {"one word": [], "other words": []}
    peaks: list[float] = []
    many = SINGLE % (listed(words), source, target, 0)
    empty = [sys.executable, "-c", EMPTY % EMPTY_PORT]
    with running(empty, "/empty", EMPTY_PORT), running(serve(model), "/ready", PORT):
        for _ in range(ROUNDS):
            base = wrk(f"http://127.0.0.1:{EMPTY_PORT}/empty")["rate"]
            same, other = wrk(one), wrk(root, script=many)
            ratios["one word"].append(same["rate"] / base)
            ratios["other words"].append(other["rate"] / base)
            peaks.append(other["rate"])
            rates = f"one word {same['rate']:.0f}/s, other words {other['rate']:.0f}/s"
            print(f"empty route {base:.0f}/s, {rates}", flush=True)
        peak = statistics.median(peaks)
        delay = 20
        half = round(peak / 2 * delay / 1000)
        paced = wrk(root, 15, half, SINGLE % (listed(words), source, target, delay))
        print(
            f"at {paced['rate']:.0f}/s of {peak:.0f}: p50 {paced['p50']} ms, p99 {paced['p99']} ms"
        )
    for name, shares in ratios.items():
        print(f"{name}: median {statistics.median(shares):.1%} of an empty Flask route")


def bench_batch(model: Path, source: str, target: str) -> None:
    """Compare the word rate of batches of 256 with that of single-word requests.

    `the same words` are cached responses. `other words` are all known words in turn.
    """
    words = known_words(model, 20_000)[-256:]
    body = json.dumps({"source": source, "target": target, "words": words})
    single = SINGLE % (listed(words), source, target, 0)
    fresh = SINGLE % (listed(known_words(model, 20_000)), source, target, 0)
    url = f"http://127.0.0.1:{PORT}"
    with running(serve(model), "/ready", PORT):
        for name, script in (("the same words", single), ("other words", fresh)):
            for _ in range(ROUNDS):
                one = wrk(url, script=script)["rate"]
                batch = 256 * wrk(f"{url}/v1/translate", script=BATCH % body)["rate"]
                print(
                    f"{name}: single {one:.0f}, batch {batch:.0f} words/s: {batch / one:.1f} times"
                )


def bench_start(model: Path) -> None:
    """Measure the time until /ready responds, and the memory of two workers."""
    for _ in range(ROUNDS):
        start = time.monotonic()
        with running(serve(model), "/ready", PORT):
            print(f"ready after {time.monotonic() - start:.2f} s")
    with running(serve(model, "--workers", "2"), "/ready", PORT) as master:
        pair = json.loads(get("/v1/pairs"))["pairs"][0]
        for word in known_words(model, 2_000):
            get(f"/v1/translate?source={pair['source']}&target={pair['target']}&q={word}")
        for pid in workers_of(master.pid):
            print("worker: " + ", ".join(f"{k} {mb:.0f} MB" for k, mb in memory_of(pid).items()))


def workers_of(pid: int) -> list[int]:
    """Return the pids of the workers of a server."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_of(pid: int) -> dict[str, float]:
    """Return the private, proportional (pss) and resident (rss) memory of a process in MB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kinds = {"private": r"Private_\w+", "pss": "Pss", "rss": "Rss"}
    return {
        name: sum(map(int, re.findall(rf"^{kind}: +(\d+)", rollup, re.MULTILINE))) / 1024
        for name, kind in kinds.items()
    }


def bench_soak(models: list[Path], source: str, target: str, minutes: float) -> None:
    """Swap the models every five seconds under full load; measure failures and memory."""
    script = SINGLE % (listed(known_words(models[0], 5_000)), source, target, 0)
    loaded: list[dict[str, float]] = []
    memory: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(dir=models[0].parent) as folder:
        place = Path(folder) / "served"
        shutil.copytree(models[0], place, copy_function=os.link)
        with running(serve(place), "/ready", PORT) as master:
            [worker] = workers_of(master.pid)
            url, seconds = f"http://127.0.0.1:{PORT}", round(60 * minutes)
            load = Thread(target=lambda: loaded.append(wrk(url, seconds, script=script)))
            load.start()
            start = time.monotonic()
            for swaps in itertools.count(1):
                load.join(5)
                if not load.is_alive():
                    break
                put(models[swaps % len(models)], place)
                os.kill(master.pid, signal.SIGHUP)
                memory.append((time.monotonic() - start, memory_of(worker)["private"]))
                if swaps % 12 == 0:
                    print(f"{memory[-1][0]:.0f} s: private {memory[-1][1]:.1f} MB", flush=True)
            loads = re.findall(r"isogloss_model_loads_total\S* \S+", get("/metrics").decode())
            print(f"{loaded[0]}; {swaps} swaps; {loads}; {get('/ready').decode()}")
    steady = [megabytes for when, megabytes in memory if when > 60]
    if steady:
        first, last = statistics.mean(steady[:12]), statistics.mean(steady[-12:])
        print(f"private memory, second minute to last: {first:.1f} to {last:.1f} MB")


def put(model: Path, place: Path) -> None:
    """Replace the model at `place` with a copy of `model` by renaming, as `isogloss align` does."""
    new, old = place.with_name("new"), place.with_name("old")
    shutil.copytree(model, new, copy_function=os.link)
    place.rename(old)
    new.rename(place)
    shutil.rmtree(old)


def main() -> None:
    """Run the chosen benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="+")
    parser.add_argument("--only", nargs="+", default=["rate", "batch", "start"])
    parser.add_argument("--source", default="en")
    parser.add_argument("--target", default="fr")
    parser.add_argument("--minutes", type=float, default=10)
    args = parser.parse_args()
    model = args.model[0]
    if "rate" in args.only:
        bench_rate(model, args.source, args.target)
    if "batch" in args.only:
        bench_batch(model, args.source, args.target)
    if "start" in args.only:
        bench_start(model)
    if "soak" in args.only:
        bench_soak(args.model, args.source, args.target, args.minutes)


if __name__ == "__main__":
    main()
