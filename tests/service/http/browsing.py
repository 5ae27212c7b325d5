"""A real browser that records the problems, requests and dialogs of a page."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


def _chromium() -> str | None:
    """Return the path of the installed Chromium; None if there is none or it does not run."""
    for name in ("chromium", "chromium-browser"):
        if path := shutil.which(name):
            result = subprocess.run([path, "--version"], capture_output=True, timeout=60)
            if result.returncode == 0:
                return path
    return None


CHROMIUM = _chromium()

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed; with apt: `apt-get install chromium`"
)

#: No background traffic, and no sandbox, because Chromium refuses one for root.
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

#: Timeout of every wait, in milliseconds.
_PATIENCE = 10_000


@dataclass
class Watched:
    """The problems and the requests of a page."""

    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Record console messages, errors, dialogs and requests."""
        page.on("console", lambda entry: self.problems.append(f"{entry.type}: {entry.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self.requests.append(request.url))

    def _dismiss(self, dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def expect(self, text: str) -> None:
        """Remove the problems that contain `text`; there must be at least one."""
        others = [problem for problem in self.problems if text not in problem]
        assert others != self.problems, f"no problem contains {text!r}"
        self.problems[:] = others


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium, and close it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, home: str, **settings) -> Iterator[tuple[Page, Watched]]:
    """Open an empty tab. Afterwards, check for problems and for requests to hosts except `home`."""
    watched = Watched()
    with browser.new_context(base_url=home, **settings) as context:
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        watched.watch(page)
        yield page, watched
    assert watched.problems == []
    elsewhere = [url for url in watched.requests if not url.startswith((home, "data:"))]
    assert elsewhere == []
