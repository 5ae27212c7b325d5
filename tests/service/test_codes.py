"""A code in any usual form finds the served language, and no other language."""

from dataclasses import dataclass
from itertools import pairwise

import pytest

from service.codes import closest, display_name, distance
from service.http.registry import Registry


@dataclass(frozen=True)
class Pair:
    source: str
    target: str


def _registry(*names):
    pairs = [Pair(*name.split(" to ")) for name in names]
    return Registry({f"{pair.source}-{pair.target}": pair for pair in pairs})


@pytest.mark.parametrize(
    "code", ["en", "EN", "eng", "ENG", "en-US", "en_us", "eng_Latn", "en-Latn-GB"]
)
def test_a_code_in_any_form_finds_the_served_one(code):
    assert _registry("en to fr", "fr to en").find(code, "fra") == Pair("en", "fr")
    assert _registry("en to fr", "fr to en").find("fr-CA", code) == Pair("fr", "en")


@pytest.mark.parametrize(
    ("code", "served"),
    [
        ("pt", "pt-BR"),
        ("pt_PT", "pt-BR"),
        ("por", "pt-BR"),
        ("zh", "zh-Hans"),
        ("zho_Hant", "zh-Hant"),
        ("zh-TW", "zh"),
        ("cmn", "zh"),
        ("arb_Arab", "ar"),
        ("iw", "he"),
        ("sr-Latn", "sr"),
        ("sr", "sr-Cyrl-RS"),
        ("en-UK", "en_gb"),
        ("haw-US", "haw"),
        ("de-1996", "de"),
        ("en", "ENG"),
        ("aa", "aa"),
        ("x1", "x1"),
        ("my own", "my own"),
        ("", ""),
    ],
)
def test_finds_the_only_pair_of_a_language(code, served):
    assert _registry(f"{served} to qq").find(code, "qq") == Pair(served, "qq")


@pytest.mark.parametrize(
    ("code", "served"),
    [
        ("en", "fr"),
        ("en", "enx"),
        ("sr-Latn", "sr-Cyrl"),
        ("en-Cyrl", "en"),
        ("zh-Hant", "zh-Hans"),
        ("X1", "x1"),
        ("x1", "en"),
        ("english", "en"),
        ("e", "en"),
        ("en us", "en"),
        ("", "en"),
        ("-", "en"),
        ("en\n", "en"),
    ],
)
def test_another_language_is_not_found(code, served):
    assert _registry(f"{served} to qq").find(code, "qq") is None


def test_the_nearest_code_wins():
    served = _registry("pt to qq", "pt-BR to qq", "pt-PT to qq")
    expected = {"pt": "pt", "PT": "pt", "pt-BR": "pt-BR", "por_pt": "pt-PT", "pt-AO": "pt"}
    assert {code: served.find(code, "qq").source for code in expected} == expected


@pytest.mark.parametrize("code", ["pt", "pt-AO"])
def test_two_equally_near_codes_are_ambiguous(code):
    assert _registry("pt-BR to qq", "pt-PT to qq").find(code, "qq") is None


def test_the_other_language_resolves_an_ambiguity():
    served = _registry("en to fr", "eng to de", "en to pt-BR", "fr to pt-PT")
    assert served.find("en", "de") == Pair("eng", "de")
    assert served.find("en", "pt") == Pair("en", "pt-BR")
    assert served.find("fr-CA", "pt") == Pair("fr", "pt-PT")


def test_a_dash_in_a_code_does_not_make_another_pair():
    assert _registry("en-GB to fr").find("en", "GB-fr") is None


def test_an_exact_match_skips_the_comparison_with_others(monkeypatch):
    monkeypatch.setattr("service.http.registry.closest", None)
    assert _registry("en to fr").find("en", "fr") == Pair("en", "fr")


def test_without_pairs_nothing_is_found():
    assert closest("en", "fr", []) is None


def test_distances_grow_with_the_number_of_differences():
    codes = ["zh-Hant-TW", "zho_hant_tw", "zh-Hant", "zh-Hant-HK", "zh-TW", "zh", "zh-HK"]
    distances = [distance("zh-Hant-TW", code) for code in codes]
    assert all(near < far for near, far in pairwise(distances))


def test_the_cache_of_langcodes_does_not_grow_with_the_queries():
    from langcodes import Language

    def cache_size():
        return len(Language._PARSE_CACHE)

    distance("en-US-x-a", "en")
    before = cache_size()
    for number in range(100):
        distance(f"en-US-x-{number}", "en")
        distance(f"{number}", "en")
    assert cache_size() == before


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("eng", "English"),
        ("pt-BR", "Portuguese (Brazil)"),
        ("pt_BR", "Portuguese (Brazil)"),
        ("zh-Hant", "Chinese (Traditional)"),
        ("x1", "x1"),
        ("qqq", "qqq"),
        ("my own", "my own"),
        ("en-my-own-things", "en-my-own-things"),
    ],
)
def test_a_language_has_its_name(code, name):
    assert display_name(code) == name
