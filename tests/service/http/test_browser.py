"""The pages in a real browser, against a running service with hostile words."""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.service.http.browsing import browser as started
from tests.service.http.browsing import needs_chromium, opened
from tests.service.running import running

pytestmark = needs_chromium

#: Translations of each other, by row of the planted pair. No row has the same spelling in both.
WORDS = {
    1: ("<script>alert(1)</script>", "بيت"),
    2: ("</script>", '"><img src=x onerror=alert(1)>'),
    3: ('"><img src=x onerror=alert(1)>', "<svg onload=alert(1)>"),
    4: ("house", "בית"),
    5: ("شجرة", "tree"),
    6: ("l" + 90 * "o" + "ng", "w" + 90 * "i" + "de"),
}


@pytest.fixture(scope="module")
def hostile(renamed, tmp_path_factory):
    """Return the folder of a model labelled English to Arabic that contains `WORDS`."""
    return renamed(tmp_path_factory.mktemp("hostile"), WORDS)


@pytest.fixture(scope="module")
def doubtful(model, tmp_path_factory):
    """Return a copy of the planted pair with the verdict "doubtful"."""
    folder = shutil.copytree(model, tmp_path_factory.mktemp("doubtful") / "model")
    manifest = folder / "manifest.json"
    about = json.loads(manifest.read_text())
    about["verdict"]["label"] = "doubtful"
    manifest.write_text(json.dumps(about))
    return folder


@pytest.fixture(scope="module")
def server(hostile, doubtful):
    arguments = ["serve", str(hostile), str(doubtful), "--port", "0", "--threads", "1"]
    with running(arguments) as server:
        yield server


@pytest.fixture(scope="module")
def home(server):
    return f"http://127.0.0.1:{server.port}/"


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture
def tab(browser, home):
    """Return a tab with the home page, and the record of its problems and requests."""
    with opened(browser, home) as (page, watched):
        page.goto("/")
        yield page, watched


@pytest.fixture
def page(tab):
    return tab[0]


def _type(page, text):
    page.locator("#words").fill("")
    page.locator("#words").press_sequentially(text)


def _candidate(page, word):
    return page.locator(".candidate").filter(has_text=re.compile(f"^{re.escape(word)}$"))


def _best(page):
    return page.locator(".candidate").first


def _direction(locator):
    return locator.evaluate("element => getComputedStyle(element).direction")


def _lookup(server, words, **options):
    body = {"source": "en", "target": "ar", "words": words, "back_translations": True, **options}
    return json.loads(server.get("/v1/translate", json.dumps(body).encode())[1])["results"]


def test_candidates_appear_as_one_types(page, server):
    _type(page, "house")
    expect(_best(page)).to_have_text("בית")
    expected = _lookup(server, ["house"], k=10)[0]["translations"]
    expect(page.locator(".candidate")).to_have_text([c["word"] for c in expected])
    expect(page.locator("td .rank")).to_have_text([f"#{c['rank']:,}" for c in expected])
    best = page.locator("tbody tr").first
    expect(best.locator(".badge")).to_have_text("mutual")
    expect(best.locator(".home")).to_have_text("house")
    expect(page.locator("#announcement")).to_contain_text("house: בית, ")


def test_the_bars_show_the_probability(page, server):
    page.goto("/#en-ar/house")
    expected = _lookup(server, ["house"], k=10)[0]["translations"]
    expect(page.locator(".bar")).to_have_count(len(expected))
    shares = page.locator(".bar").evaluate_all(
        "bars => bars.map((bar) => bar.firstChild.getBoundingClientRect().width / bar.clientWidth)"
    )
    assert shares == pytest.approx([c["probability"] for c in expected], abs=0.02)
    percents = [text.strip("<%") for text in page.locator(".percent").all_inner_texts()]
    assert [int(text) for text in percents] == pytest.approx(
        [100 * c["probability"] for c in expected], abs=1
    )


def test_several_words_give_several_tables(page):
    _type(page, "house, same7 s10")
    expect(page.locator("h2")).to_have_text(["house", "same7", "s10"])
    expect(page.get_by_role("table")).to_have_count(3)
    expect(_candidate(page, "t10")).to_be_visible()


def test_quotes_keep_phrases_together(page):
    _type(page, 'same7 "new york"')
    expect(page.locator("h2")).to_have_text(["same7", "new york"])
    expect(page).to_have_url(re.compile("#en-ar/same7/new%20york$"))
    page.reload()
    expect(page.locator("#words")).to_have_value('same7 "new york"')


def test_shows_the_entry_of_another_form_of_a_word(page):
    _type(page, "HOUSE")
    expect(page.locator(".meant")).to_have_text("looked up as house")


def test_an_unknown_word_has_suggestions_to_choose_from(page):
    _type(page, "same7 huose")
    expect(page.locator("section").last).to_contain_text("not in the vocabulary")
    page.get_by_role("button", name="house").click()
    expect(page.locator("h2")).to_have_text(["same7", "house"])
    expect(page.locator("#words")).to_have_value("same7 house")
    expect(page.locator(".suggestion")).to_have_count(0)


def test_marks_guessed_candidates(page):
    def guess(route):
        answer = route.fetch().json()
        answer["results"][0] |= {"found": False, "meant": None, "rank": None, "guessed": True}
        route.fulfill(json=answer)

    page.route("**/v1/translate", guess)
    _type(page, "house")
    expect(page.locator(".head")).to_contain_text("guessed from its letters")
    expect(_best(page)).to_have_text("בית")


def test_the_page_works_by_keyboard_alone(page):
    box = page.locator("#words")
    expect(box).to_be_focused()
    box.blur()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("house")
    expect(_best(page)).to_have_text("בית")
    page.keyboard.press("ArrowDown")
    expect(_best(page)).to_be_focused()
    assert _best(page).evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("ArrowDown")
    expect(page.locator(".candidate").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(_best(page)).to_have_text("house")
    expect(box).to_be_focused()
    expect(box).to_have_value("בית")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(page.locator("section")).to_have_count(0)
    page.keyboard.type("house")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("#en-ar/house$"))
    expect(_best(page)).to_have_text("בית")


def test_the_history_goes_back_and_forward(page):
    _type(page, "house")
    expect(_best(page)).to_have_text("בית")
    expect(page).to_have_url(re.compile("#en-ar/house$"))
    _best(page).click()
    expect(_best(page)).to_have_text("house")
    page.locator("#swap").click()
    expect(page.locator("section")).to_contain_text("not in the vocabulary")
    page.go_back()
    expect(_best(page)).to_have_text("house")
    page.go_back()
    expect(_best(page)).to_have_text("בית")
    expect(page.locator("#words")).to_have_value("house")
    page.go_back()
    expect(page.locator("section")).to_have_count(0)
    page.go_forward()
    expect(_best(page)).to_have_text("בית")


@pytest.mark.parametrize("words", list(WORDS.values()))
def test_hostile_words_stay_text(page, words):
    query, translation = words
    page.evaluate("word => { location.hash = `en-ar/${encodeURIComponent(word)}`; }", query)
    expect(page.locator("h2")).to_have_text([query])
    expect(_best(page)).to_have_text(translation)
    assert page.locator("#answers").locator("script, img, svg").count() == 0
    _best(page).click()  # the search box must quote it, so that it remains one word
    expect(page.locator("h2")).to_have_text([translation])
    expect(_best(page)).to_have_text(query)
    page.reload()
    expect(_best(page)).to_have_text(query)


def test_each_word_has_its_own_direction(page):
    page.goto(f"/#en-ar/{WORDS[1][0].replace('/', '%2F')}/{WORDS[5][0]}")
    expect(page.locator("h2")).to_have_count(2)
    assert _direction(_candidate(page, "بيت")) == "rtl"
    assert _direction(_candidate(page, "tree")) == "ltr"
    assert [_direction(page.locator("h2 bdi").nth(row)) for row in (0, 1)] == ["ltr", "rtl"]
    assert _direction(page.locator("html")) == "ltr"
    page.locator("#words").fill(WORDS[5][0])
    assert _direction(page.locator("#words")) == "rtl"


def test_an_outdated_response_is_never_shown(page):
    held = []
    page.route(
        "**/v1/translate", lambda route: held.append(route) if not held else route.continue_()
    )
    with page.expect_request("**/v1/translate"):
        _type(page, "same7")
    with page.expect_event("requestfailed") as aborted:
        _type(page, "house")
    assert aborted.value.post_data_json["words"] == ["same7"]
    expect(page.locator("h2")).to_have_text(["house"])


def test_a_candidate_translates_back_during_another_request(page):
    _type(page, "house")
    expect(_best(page)).to_have_text("בית")
    page.route("**/v1/translate", lambda route: None, times=1)  # never answered
    page.locator("#swap").click()
    _best(page).click()
    expect(page).to_have_url(re.compile("#ar-en/"))
    expect(_best(page)).to_have_text("house")


def test_a_doubtful_pair_has_a_warning(page):
    expect(page.locator("#verdict")).to_be_hidden()
    assert page.locator("#pair option").all_inner_texts() == [
        "English → Arabic",
        "Arabic → English",
        "aa → bb",
        "bb → aa",
    ]
    page.locator("#pair").select_option("aa → bb")
    expect(page.locator("#verdict")).to_contain_text("doubtful")
    _type(page, "s10")
    expect(_best(page)).to_have_text("t10")


def test_an_error_is_shown_with_the_detail_of_the_service(tab):
    page, watched = tab
    page.locator("#words").fill(101 * "a")
    expect(page.locator("#message")).to_contain_text("at most 100 characters")
    page.goto("/#xx-yy/house")
    expect(page.locator("#message")).to_have_text("This service has no pair xx-yy.")
    watched.expect("422")


def test_shows_a_message_when_the_service_is_down(tab):
    page, watched = tab
    page.route("**/v1/translate", lambda route: route.abort())
    _type(page, "house")
    expect(page.locator("#message")).to_contain_text("does not answer")
    watched.expect("ERR_FAILED")


def test_retries_after_the_time_of_the_service(tab):
    page, watched = tab
    problem = {"detail": "too many at once"}
    busy = {"status": 429, "headers": {"Retry-After": "2"}, "json": problem}
    page.route("**/v1/translate", lambda route: route.fulfill(**busy), times=1)
    page.locator("#words").fill("house")
    expect(page.locator("#message")).to_have_text("too many at once – retrying in 2 s")
    expect(_best(page)).to_have_text("בית")
    expect(page.locator("#message")).to_be_empty()
    watched.expect("429")


def test_a_key_is_requested_and_stored_only_in_the_tab(browser, hostile, isogloss, tmp_path):
    keys = tmp_path / "keys.txt"
    secret = isogloss("key", keys, "browser").stdout.strip()
    arguments = ["serve", str(hostile), "--port", "0", "--threads", "1", "--keys", str(keys)]
    with running(arguments) as server:
        with opened(browser, f"http://127.0.0.1:{server.port}/") as (page, watched):
            page.goto("/#en-ar/house")
            for given in ("wrong", secret):
                expect(page.locator("#message")).to_contain_text("Authorization: Bearer")
                # The refusal of the last key empties the field.
                expect(page.locator("#secret")).to_have_value("")
                page.locator("#secret").fill(given)
                page.locator("#secret").press("Enter")
            expect(_best(page)).to_have_text("בית")
            expect(page.locator("#unlock")).to_be_hidden()
            assert page.evaluate("Object.values(sessionStorage)") == [secret]
            assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
            assert not [url for url in watched.requests if secret in url]
            page.reload()
            expect(_best(page)).to_have_text("בית")
            page.get_by_role("button", name="Forget the key").click()
            expect(page.locator("#unlock")).to_be_visible()
            assert page.evaluate("sessionStorage.length") == 0
            watched.expect("401")


@pytest.mark.parametrize("words", [[], ["house", "huose"], [pair[0] for pair in WORDS.values()]])
def test_the_page_fits_a_small_screen(browser, home, words):
    with opened(browser, home, viewport={"width": 360, "height": 640}) as (page, _):
        page.goto("/")
        page.evaluate(
            "words => { location.hash = ['en-ar', ...words.map(encodeURIComponent)].join('/'); }",
            words,
        )
        expect(page.locator("section")).to_have_count(len(words))
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_light_and_dark(browser, home):
    seen = []
    for scheme in ("light", "dark"):
        with opened(browser, home, color_scheme=scheme) as (page, _):
            page.goto("/")
            style = page.evaluate(
                "(({backgroundColor, color}) => [backgroundColor, color])"
                "(getComputedStyle(document.body))"
            )
            seen.append([sum(map(int, re.findall(r"\d+", colour))) for colour in style])
    (paper, ink), (dark_paper, dark_ink) = seen
    assert paper > 600 > 150 > ink
    assert dark_paper < 150 < 600 < dark_ink


def test_works_under_a_path_prefix(browser, home):
    with opened(browser, home) as (page, watched):
        page.route(
            "**/dictionary/**",
            lambda route: route.fulfill(
                response=route.fetch(url=route.request.url.replace("/dictionary/", "/"))
            ),
        )
        page.goto("/dictionary/#en-ar/house")
        expect(_best(page)).to_have_text("בית")
        page.goto("/dictionary/docs")
        expect(page.locator(".opblock").first).to_be_visible()
        assert [url for url in watched.requests if "/dictionary/" not in url] == []


def test_the_api_can_be_read_and_tried(browser, home):
    with opened(browser, home) as (page, watched):
        page.goto("/docs")
        expect(page.locator("#operations-Translate-get_v1_pairs, .opblock").first).to_be_visible()
        paths = page.locator(".opblock-summary-path").all_inner_texts()
        assert {"/v1/translate", "/v1/pairs", "/health"} <= {p.replace("\u200b", "") for p in paths}
        files = ["docs", "docs/swagger-ui.css", "static/docs.css", "docs/swagger-ui-bundle.js"]
        files += ["static/docs.js", "openapi.json"]
        assert sorted(watched.requests) == sorted(home + file for file in files)
        block = page.locator(".opblock").filter(has_text="/health")
        block.locator(".opblock-summary-control").click()
        block.get_by_role("button", name="Try it out").click()
        block.get_by_role("button", name="Execute").click()
        expect(block.locator(".live-responses-table")).to_contain_text('"status": "ok"')
        assert watched.requests[-1] == home + "health"
