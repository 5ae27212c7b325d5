"""The map in a real browser, from disk and from a service, with hostile words.

`MAP_SHOTS=FOLDER` keeps screenshots of what each test has come to.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.service.http.browsing import browser as started
from tests.service.http.browsing import needs_chromium, opened
from tests.service.running import running

pytestmark = needs_chromium

#: Hostile words and their translations, by row of the planted pair.
WORDS = {
    1: ("</script><script>alert(1)</script>", "بيت"),
    2: ("<!--", '"><img src=x onerror=alert(1)>'),
    4: ("house", "בית"),
    5: ("Été", "tree"),
}

#: Largest distance of a word from its translation, in pixels of a screen of 1,280 by 800. It is the
#: area without panels.
NEAR = 420


@pytest.fixture(scope="module")
def hostile(renamed, tmp_path_factory):
    """Return the folder of a model with `WORDS`; its languages are named English and Arabic."""
    return renamed(tmp_path_factory.mktemp("hostile"), WORDS)


@pytest.fixture(scope="module")
def home(isogloss, hostile, tmp_path_factory):
    """Return the address of a map on disk."""
    path = tmp_path_factory.mktemp("map") / "map.html"
    result = isogloss("map", hostile, "-o", path)
    assert result.exit_code == 0, result.output
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture
def page(browser, home, request):
    """Yield a tab with the map from disk; the network is off."""
    with opened(browser, home, offline=True, reduced_motion="reduce") as (page, watched):
        _open(page, home)
        yield page
        _keep(page, request.node.name)
    assert {url.partition("#")[0] for url in watched.requests} <= {home, "data:,"}


def _open(page, address):
    page.goto(address)
    page.wait_for_selector("#stage[data-frames]")


def _keep(page, name):
    if folder := os.environ.get("MAP_SHOTS"):
        page.screenshot(path=Path(folder) / f"{re.sub(r'[^a-z_]', '', name)}.png")


def _settled(page):
    """Wait until the next frame has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")


def _pixel(page, code, word):
    return page.evaluate("([code, word]) => isoglossMap.pixel(code, word)", [code, word])


def _distance(page, word, other):
    (x, y), (other_x, other_y) = _pixel(page, "en", word), _pixel(page, "ar", other)
    return ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5


def _drawn(page):
    """Return the colour of every 15th pixel of the canvas of the marks."""
    _settled(page)
    return page.evaluate(
        """() => {
          const canvas = document.getElementById("points");
          const { width, height } = canvas;
          const copy = new OffscreenCanvas(width, height)
            .getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const all = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
          return [...all.filter((_, place) => place % 15 === 0)];
        }"""
    )


def _differ(one, other):
    return sum(a != b for a, b in zip(one, other, strict=True))


def _find(page, word):
    page.locator("#sought").fill(word)
    page.locator("#sought").press("Enter")
    _settled(page)


def test_opens_from_disk_with_the_network_off(page):
    assert page.title() == "en and ar: Isogloss"
    expect(page.locator("#title")).to_have_text("English and Arabic")
    expect(page.locator("#legend .count")).to_have_text(["600 of 600", "600 of 600"])
    colours = _drawn(page)
    paper = max(set(colours), key=colours.count)
    assert sum(colour != paper for colour in colours) > 300
    assert int(page.locator("#stage").get_attribute("data-labels")) > 20


def test_a_search_shows_the_word_near_its_translation(page):
    page.locator("#sought").press_sequentially("hou")
    expect(page.locator("#found li bdi")).to_have_text(["house"])
    page.locator("#sought").press("Enter")
    expect(page).to_have_url(re.compile("#en/house$"))
    _settled(page)
    assert 0 < _distance(page, "house", "בית") < NEAR
    x, y = _pixel(page, "en", "house")
    assert 300 < x < 960 and 200 < y < 600
    expect(page.locator("#said")).to_contain_text("house, English: בית")


def test_search_covers_both_languages_and_ignores_case_and_accents(page):
    page.locator("#sought").fill("ete")
    expect(page.locator("#found li bdi").first).to_have_text("Été")
    _find(page, "בית")
    expect(page.locator("#card h2")).to_have_text("בית")
    expect(page).to_have_url(re.compile("#ar/"))
    page.locator("#sought").fill("nowhere at all")
    expect(page.locator("#none")).to_be_visible()


def test_the_hash_of_the_address_selects_its_word(page, home):
    page.goto(f"{home}#ar/%D7%91%D7%99%D7%AA")
    expect(page.locator("#card h2")).to_have_text("בית")
    page.goto(f"{home}#ar/nowhere")
    expect(page.locator("#message")).to_contain_text("not on this map")


def test_hovering_shows_the_card(page):
    x, y = _pixel(page, "en", "house")
    page.mouse.move(x, y)
    card = page.locator("#hover")
    expect(card).to_be_visible()
    word = card.locator("h2").inner_text()
    code = "en" if "English" in card.inner_text() else "ar"
    other_x, other_y = _pixel(page, code, word)
    assert abs(other_x - x) < 4 and abs(other_y - y) < 4  # the same word, or one on top of it
    page.mouse.move(5, 790)
    expect(card).to_be_hidden()


def test_the_card_has_translations_probabilities_and_back_translations(page):
    _find(page, "house")
    best = page.locator("#card li").first
    expect(best.locator(".word")).to_have_text("בית")
    expect(best.locator(".home")).to_have_text("house")
    assert 0 < int(best.locator(".percent").inner_text().strip("<%")) <= 100
    expect(page.locator("#card .badge")).to_have_text("mutual")
    direction = best.locator("bdi").first.evaluate("e => getComputedStyle(e).direction")
    assert direction == "rtl"
    best.locator("button").click()
    expect(page.locator("#card h2")).to_have_text("בית")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_the_slider_moves_only_the_source(page):
    after = _distance(page, "house", "בית")
    pictures = [_drawn(page)]
    page.locator("#slider").fill("0")
    pictures.append(_drawn(page))
    assert _distance(page, "house", "בית") > 2 * after
    assert _pixel(page, "en", "house")[0] < _pixel(page, "ar", "בית")[0]
    assert _differ(*pictures) > 200
    expect(page.locator("#slider")).to_have_attribute("aria-valuetext", "before")
    page.locator("#play").click()
    expect(page.locator("#slider")).to_have_value("100")
    _settled(page)
    assert _differ(pictures[0], _drawn(page)) == 0


def test_each_layer_looks_different(page):
    pictures = [_drawn(page)]
    for name in ("Confidence", "Hubs"):
        page.get_by_text(name, exact=True).click()
        pictures.append(_drawn(page))
        _keep(page, f"layer_{name.lower()}")
    assert all(_differ(*pair) > 100 for pair in pairwise(pictures))
    assert page.locator("#legend rect").count() > 5
    expect(page.locator("#skewness")).to_contain_text("before → after CSLS")


def test_the_checkbox_draws_lines_between_mutual_pairs(page):
    page.locator("#slider").fill("0")
    _settled(page)
    shots = [page.screenshot()]
    page.locator("#pairs").check()
    _settled(page)
    shots.append(page.screenshot())
    assert shots[0] != shots[1]


def test_mouse_and_keyboard_move_and_zoom_the_map(page):
    page.mouse.move(700, 400)
    page.mouse.down()
    start = _pixel(page, "en", "house")
    page.mouse.move(760, 430, steps=3)
    page.mouse.up()
    moved = _pixel(page, "en", "house")
    assert [moved[0] - start[0], moved[1] - start[1]] == pytest.approx([60, 30], abs=1)
    page.locator("#stage").focus()
    page.keyboard.press("ArrowLeft")
    assert _pixel(page, "en", "house")[0] == pytest.approx(moved[0] + 90, abs=1)
    near = _distance(page, "house", "בית")
    page.keyboard.press("+")
    assert _distance(page, "house", "בית") == pytest.approx(1.5 * near, rel=0.01)
    page.mouse.wheel(0, 600)
    page.keyboard.press("0")
    _settled(page)
    assert _pixel(page, "en", "house") == pytest.approx(start, abs=2)
    page.keyboard.press("/")
    expect(page.locator("#sought")).to_be_focused()


def test_hostile_words_are_text(page):
    for source, target in WORDS.values():
        _find(page, source)
        expect(page.locator("#card h2")).to_have_text(source)
        expect(page.locator("#card li .word").first).to_have_text(target)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_a_light_and_a_dark_scheme(browser, home, scheme):
    with opened(browser, home, color_scheme=scheme) as (page, _):
        _open(page, home)
        colours = _drawn(page)
        paper = max(set(colours), key=colours.count) & 255
        assert paper > 200 if scheme == "light" else paper < 50
        _keep(page, scheme)


def test_the_map_fits_a_small_screen_and_reacts_to_touch(browser, home):
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    with opened(browser, home, reduced_motion="reduce", **phone) as (page, _):
        _open(page, f"{home}#en/house")
        expect(page.locator("#card h2")).to_have_text("house")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        x, y = _pixel(page, "ar", "בית")
        page.touchscreen.tap(x, y)
        _settled(page)
        expect(page.locator("#card h2")).not_to_have_text("house")
        _keep(page, "phone")


def test_webgl_and_canvas_draw_the_same_picture(browser, home):
    with opened(browser, home, reduced_motion="reduce") as (page, watched):
        _open(page, f"{home}?draw=webgl")
        if page.locator("#stage").get_attribute("data-renderer") != "webgl":
            pytest.skip("this browser has no WebGL")
        shots = [page.screenshot(clip={"x": 320, "y": 20, "width": 900, "height": 700})]
        page.get_by_text("Hubs", exact=True).click()
        _settled(page)
        shots.append(page.screenshot(clip={"x": 320, "y": 20, "width": 900, "height": 700}))
        assert shots[0] != shots[1] and min(map(len, shots)) > 20_000
        _keep(page, "webgl")
        # Without a graphics card, a screenshot makes Chromium warn that WebGL is slow.
        watched.problems[:] = [p for p in watched.problems if "GL Driver Message" not in p]


def test_a_service_shows_the_same_map(browser, hostile):
    arguments = ["serve", str(hostile), "--port", "0", "--threads", "1"]
    with running(arguments) as server:
        home = f"http://127.0.0.1:{server.port}/"
        with opened(browser, home, reduced_motion="reduce") as (page, watched):
            page.goto("/#en-ar/house")
            page.locator("#map").click()
            expect(page).to_have_url(re.compile("/map/en-ar#en/house$"))
            expect(page.locator("#card h2")).to_have_text("house")
            assert _distance(page, "house", "בית") < NEAR
            _find(page, WORDS[1][0])
            expect(page.locator("#card h2")).to_have_text(WORDS[1][0])
            assert home + "v1/map/en-ar" in watched.requests
            _keep(page, "served")
