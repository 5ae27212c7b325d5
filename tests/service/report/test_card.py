import json

import pytest
import yaml

from service.report.card import model_card


def _about(source="en", target="fr", licences=("CC0", "CC0"), verdict="aligned", **provenance):
    side = {"words": 12_000, "candidates": 10, "subwords": None}
    told = [{"licence": licence, **provenance} if licence else provenance for licence in licences]
    return {
        "source": {**side, "language": source, "provenance": told[0]},
        "target": {**side, "language": target, "provenance": told[1], "subwords": {"buckets": 9}},
        "dimension": 300,
        "method": {
            "seed": {"method": "identical", "pairs": 3000},
            "spelling": True,
            "random_seed": 7,
            "rounds": [1],
        },
        "verdict": {"label": verdict, "evidence": {"gain": 2.81234}, "advice": ""},
    }


def _head(card):
    start, head, _ = card.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(head)


def test_the_head_is_what_hubs_read():
    assert _head(model_card(_about())) == {
        "language": ["en", "fr"],
        "license": "cc0-1.0",
        "library_name": "isogloss",
        "pipeline_tag": "translation",
        "tags": ["isogloss", "bilingual-lexicon-induction", "word-embeddings"],
    }


@pytest.mark.parametrize(
    ("licences", "head"),
    [
        (("CC BY-SA 3.0", "cc-by-sa-3.0"), {"license": "cc-by-sa-3.0"}),
        (("MIT", None), {"license": "unknown"}),
        ((None, None), {"license": "unknown"}),
        (("MIT", "CC0"), {"license": "other", "license_name": "mit-and-cc0"}),
        (
            ("Ours:\n- you", "MIT"),
            {"license": "other", "license_name": "ours-you-and-mit"},
        ),
        (("\n---\n", "\n---\n"), {"license": "other", "license_name": "other"}),
    ],
)
def test_the_licence_is_that_of_both_sides(licences, head):
    found = _head(model_card(_about(licences=licences)))
    assert {name: found[name] for name in found if name.startswith("license")} == head


def test_languages_without_a_code_are_not_listed():
    assert "language" not in _head(model_card(_about("coda a", "coda-b")))
    assert _head(model_card(_about("srp_Latn", "pt-BR")))["language"] == ["sr", "pt"]


def test_verdict_sizes_and_making_are_told():
    card = model_card(_about())
    assert "**aligned** (gain 2.812)" in card
    assert "| source | `en` | 12,000 | 10 | no |" in card
    assert "| target | `fr` | 12,000 | 10 | yes |" in card
    assert "Self-learning from 3,000 pairs (`identical`), random seed 7" in card
    settings = json.loads(card.split("```json\n")[1].split("```")[0])
    assert settings["source"] == {"licence": "CC0"}
    assert "rounds" not in settings["method"]


def test_what_is_not_aligned_says_so_among_the_limitations():
    assert "the translations are noise" in model_card(_about(verdict="not aligned"))
    assert "noise" not in model_card(_about())


def test_hostile_names_stay_where_they_are():
    card = model_card(_about("`<b>\n# x", "]("))
    assert "<b>" not in card
    text = "\n```\n# not a heading\n"
    assert "\n```\n# not" not in model_card(_about(name=text)).split("```json")[1]
