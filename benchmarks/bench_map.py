"""A map: how long it takes to make, how large it is, how soon it opens, and how long a frame takes.

    PYTHONPATH=. .venv/bin/python benchmarks/bench_map.py MODEL [--runs 3] [--layout pca]

A frame is timed in Chromium, without a graphics card, while the map is dragged about: from one
frame that is shown to the next.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.service.http.browsing import browser, opened

PAN = """async () => {
  const stage = document.getElementById("stage");
  stage.setPointerCapture = () => {};
  const send = (type, clientX, clientY) => stage.dispatchEvent(
    new PointerEvent(type, { pointerId: 1, clientX, clientY, bubbles: true, button: 0 }));
  const times = [];
  send("pointerdown", 700, 400);
  let last = performance.now();
  for (let step = 1; step <= 130; step++) {
    send("pointermove", 700 + 150 * Math.sin(step / 10), 400 + 100 * Math.cos(step / 13));
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    if (step > 10) times.push(now - last);
    last = now;
  }
  send("pointerup", 700, 400);
  return times;
}"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--layout", default="pca")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        command = [sys.executable, "-m", "service", "map", given.model, "-o", str(path)]
        seconds, worked = [], []
        for _ in range(given.runs):
            start, before = time.perf_counter(), _processor_seconds()
            subprocess.run([*command, "--layout", given.layout], check=True, capture_output=True)
            seconds.append(time.perf_counter() - start)
            worked.append(_processor_seconds() - before)
        print(f"isogloss map: {_told(seconds)} s, of the processor {_told(worked)} s")
        print(f"size: {path.stat().st_size / 1e6:.2f} MB")
        with browser() as chromium:
            for way in ("canvas", "webgl"):
                _browse(chromium, path.as_uri(), way, given.runs)


def _processor_seconds() -> float:
    """Return what all processes that have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _browse(chromium: object, home: str, way: str, runs: int) -> None:
    opening, whole, near = [], [], []
    for _ in range(runs):
        with opened(chromium, home, viewport={"width": 1280, "height": 800}) as (page, watched):
            page.goto(f"{home}?draw={way}")
            page.wait_for_selector("#stage[data-frames]")
            opening.append(float(page.evaluate("performance.now()")))
            whole += page.evaluate(PAN)
            for _ in range(3):
                page.locator("#closer").click()
                page.wait_for_timeout(800)
            near += page.evaluate(PAN)
            watched.problems.clear()  # that WebGL without a card is slow
    print(f"{way}: first frame after {_told(opening)} ms")
    print(f"{way}: frame, all in view: {_told(whole)} ms; six times nearer: {_told(near)} ms")


def _told(values: list[float]) -> str:
    cut = sorted(values)
    return f"{statistics.median(cut):.1f} ({cut[0]:.1f} to {cut[int(0.95 * (len(cut) - 1))]:.1f})"


if __name__ == "__main__":
    main()
