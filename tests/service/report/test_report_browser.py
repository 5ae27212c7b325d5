"""The report in a real browser, from disk, without network, with hostile words.

`REPORT_SHOTS=FOLDER` keeps a screenshot of each test.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.service.http.browsing import browser as started
from tests.service.http.browsing import needs_chromium, opened

pytestmark = needs_chromium

#: Hostile words and their translations, by row.
WORDS = {
    1: ("</script><script>alert(1)</script>", "بيت"),
    2: ("<!--", '"><img src=x onerror=alert(1)>'),
    4: ("w" * 200, "ב" * 200),
}


@pytest.fixture(scope="module")
def home(isogloss, renamed, vectors, tmp_path_factory):
    """Return the address of a report about a model with `WORDS`, with a gold dictionary."""
    folder = tmp_path_factory.mktemp("report")
    model_folder = renamed(folder, WORDS)
    gold = folder / "gold.txt"
    gold.write_text("".join(f"s{row}\tt{row}\n" for row in range(5, 600)))
    result = isogloss("inspect", model_folder, "--report", folder / "report.html", "--gold", gold)
    assert result.exit_code == 0, result.output
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture
def page(browser, home, request):
    """Yield a tab with the report; the network is off, and the page may not run scripts."""
    with opened(browser, home, offline=True, java_script_enabled=True) as (page, watched):
        page.goto(home)
        yield page
        if folder := os.environ.get("REPORT_SHOTS"):
            page.screenshot(path=Path(folder) / f"{request.node.name}.png", full_page=True)
    assert {url.partition("#")[0].split(",")[0] for url in watched.requests} <= {
        home,
        "data:image/svg+xml",
    }


def _colours(page, selector):
    """Return the number of colours of an element in a screenshot."""
    shot = page.locator(selector).first.screenshot()
    with page.context.browser.new_page() as empty:
        return empty.evaluate(
            """async (bytes) => {
              const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
              const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
              canvas.drawImage(picture, 0, 0);
              const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
              return new Set(new Uint32Array(data.buffer)).size;
            }""",
            list(shot),
        )


def test_opens_from_disk_with_the_network_off(page):
    expect(page.locator("h1")).to_have_text("English →to Arabic")
    expect(page.locator(".badge")).to_have_text("aligned")
    expect(page.locator("table.translations tbody tr")).to_have_count(40)
    for chart in ("#found svg.chart", "#hubs svg.chart", "#gold svg.chart", ".evidence svg.chart"):
        assert _colours(page, chart) > 20, chart


def test_hostile_words_are_text(page):
    assert page.locator("script").count() == 0
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("bdi.word").count() > 80


def test_right_to_left_words_are_isolated(page):
    directions = page.locator("bdi.word[lang=ar]").evaluate_all(
        "all => all.filter(e => /[\\u0590-\\u07ff]/.test(e.textContent))"
        ".map(e => getComputedStyle(e).direction)"
    )
    assert set(directions) <= {"rtl"}
    isolated = page.locator("bdi.word").first.evaluate("e => getComputedStyle(e).unicodeBidi")
    assert isolated == "isolate"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_a_light_and_a_dark_scheme(browser, home, scheme):
    with opened(browser, home, color_scheme=scheme) as (page, _):
        page.goto(home)
        paper, ink = (
            page.evaluate(f"getComputedStyle(document.body).{name}.match(/\\d+/g).map(Number)")
            for name in ("backgroundColor", "color")
        )
        assert (sum(paper) > sum(ink)) is (scheme == "light")
        mark = page.locator(".mark.rotate").first
        fill = mark.evaluate("e => getComputedStyle(e).fill")
        assert fill == ("rgb(0, 114, 178)" if scheme == "light" else "rgb(86, 180, 233)")


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_long_words_fit_the_screen(browser, home, width):
    with opened(browser, home, viewport={"width": width, "height": 800}) as (page, _):
        page.goto(home)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_rounds_are_a_table_too(page):
    rows = page.locator("#found details tbody tr")
    expect(rows.first).to_be_hidden()
    page.get_by_text("Every round as a table").click()
    expect(rows.first).to_be_visible()
    assert rows.count() == page.locator("#found svg .mark > title").count()


def test_print_is_complete_and_on_white(browser, home):
    with opened(browser, home, color_scheme="dark") as (page, _):
        page.goto(home)
        page.emulate_media(media="print")
        expect(page.locator("nav")).to_be_hidden()
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert ink == "rgb(27, 34, 36)"
        assert page.locator("#made pre").bounding_box()["height"] > 200
        assert len(page.pdf(format="A4")) > 20_000
