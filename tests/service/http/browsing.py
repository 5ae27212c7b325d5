"""A real browser that is watched: what the page complains of, whom it asks, what it opens."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


def _chromium() -> str | None:
    """Return the Chromium that is installed, if it runs: half of one, or a stub, is none."""
    for name in ("chromium", "chromium-browser"):
        if path := shutil.which(name):
            told = subprocess.run([path, "--version"], capture_output=True, timeout=60)
            if told.returncode == 0:
                return path
    return None


CHROMIUM = _chromium()

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no chromium; `apt-get install chromium` where there is apt"
)

#: Nothing that a browser does by itself, and no sandbox, which root may not have.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Milliseconds for anything that is waited for.
_PATIENCE = 10_000


@dataclass
class Watched:
    """What went wrong on a page, and what it asked for."""

    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Write down what the console, errors and dialogs say, and every request."""
        page.on("console", lambda said: self.problems.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self.requests.append(request.url))

    def _dismiss(self, dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def expect(self, text: str) -> None:
        """Take out the problems that have `text`, of which there must be some."""
        left = [problem for problem in self.problems if text not in problem]
        assert left != self.problems, f"nothing says {text!r}"
        self.problems[:] = left


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, home: str, **settings) -> Iterator[tuple[Page, Watched]]:
    """Open an empty tab; where it ends there were no problems, and nobody but `home` was asked."""
    watched = Watched()
    with browser.new_context(base_url=home, **settings) as context:
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        watched.watch(page)
        yield page, watched
    assert watched.problems == []
    elsewhere = [url for url in watched.requests if not url.startswith((home, "data:"))]
    assert elsewhere == []
