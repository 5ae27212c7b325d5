import base64
import hashlib
import json
import re

import pytest

from service.map.page import asset, assets, bundle, one_file, served

HOSTILE = {"words": ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028"]}


@pytest.fixture
def page():
    return one_file("aa & <bb>", json.dumps(HOSTILE, ensure_ascii=False))


def _policy(page):
    return re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)[1]


def _hash(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_allows_only_the_inline_script_and_style(page):
    policy = _policy(page).replace("&#39;", "'")
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert f"script-src 'sha256-{_hash(script)}';" in policy
    assert f"style-src 'sha256-{_hash(style)}';" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_the_page_loads_nothing_external(page):
    without_names = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(", without_names)
    assert not re.findall(r'(?:src|href)="(?!data:,)', page)


def test_words_cannot_break_out_of_the_data(page):
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data[1]) == HOSTILE
    assert "<title>aa &amp; &lt;bb&gt;</title>" in page
    assert "alert(1)</script>" not in page


def test_each_module_is_bundled_once_without_import_lines():
    text = bundle("map.js")
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    for name in assets():
        if name.endswith(".js"):
            for own in re.findall(r"^export (.*)", asset(name), re.MULTILINE):
                assert text.count(own) == 1


def test_top_level_names_are_unique_across_modules():
    named = []
    for name in assets():
        if name.endswith(".js"):
            pattern = r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)"
            named += re.findall(pattern, asset(name), re.MULTILINE)
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize("name", [name for name in assets() if name.endswith(".js")])
def test_scripts_never_turn_strings_into_html(name):
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in asset(name)


def test_every_id_in_the_scripts_exists(page):
    ids = set(re.findall(r'(?:part|getElementById)\("(\w+)"\)', bundle("map.js")))
    assert len(ids) > 15
    assert ids <= set(re.findall(r'id="([\w-]+)"', page))


def test_a_served_page_has_nothing_inline():
    page = served("aa and bb", '../v1/map/"><script>')
    assert "<style" not in page and "application/json" not in page
    assert re.findall(r"<script\b[^>]*>", page) == ['<script type="module" src="assets/map.js">']
    assert "style=" not in page and not re.search(r"\son\w+=", page)
