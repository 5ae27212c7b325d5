"""Measure a map: the time to write it, its size, the time to open it, and the frame time.

    PYTHONPATH=. .venv/bin/python benchmarks/bench_map.py MODEL [--runs 3] [--layout pca]

The frame time is measured in Chromium without a graphics card, while the map is dragged.
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
    """Write the map several times, open it in the browser, and print the measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--layout", default="pca")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        command = [sys.executable, "-m", "service", "map", arguments.model, "-o", str(path)]
        wall, cpu = [], []
        for _ in range(arguments.runs):
            start, before = time.perf_counter(), _cpu_seconds()
            subprocess.run(
                [*command, "--layout", arguments.layout], check=True, capture_output=True
            )
            wall.append(time.perf_counter() - start)
            cpu.append(_cpu_seconds() - before)
        print(f"isogloss map: {_summary(wall)} s of wall clock, {_summary(cpu)} CPU s")
        print(f"size: {path.stat().st_size / 1e6:.2f} MB")
        with browser() as chromium:
            for renderer in ("canvas", "webgl"):
                _browse(chromium, path.as_uri(), renderer, arguments.runs)


def _cpu_seconds() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _browse(chromium: object, home: str, renderer: str, runs: int) -> None:
    opening, whole, near = [], [], []
    for _ in range(runs):
        with opened(chromium, home, viewport={"width": 1280, "height": 800}) as (page, watched):
            page.goto(f"{home}?draw={renderer}")
            page.wait_for_selector("#stage[data-frames]")
            opening.append(float(page.evaluate("performance.now()")))
            whole += page.evaluate(PAN)
            for _ in range(3):
                page.locator("#closer").click()
                page.wait_for_timeout(800)
            near += page.evaluate(PAN)
            watched.problems.clear()  # Chromium warns that WebGL is slow without a graphics card
    print(f"{renderer}: first frame after {_summary(opening)} ms")
    print(f"{renderer}: frame of the whole map {_summary(whole)} ms, zoomed in {_summary(near)} ms")


def _summary(values: list[float]) -> str:
    """Return the median, the minimum and the 95th percentile."""
    ordered = sorted(values)
    low, high = ordered[0], ordered[int(0.95 * (len(ordered) - 1))]
    return f"{statistics.median(ordered):.1f} ({low:.1f} to {high:.1f})"


if __name__ == "__main__":
    main()
