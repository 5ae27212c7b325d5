import json

import pytest
import yaml

from align.evaluation.calibration import Grading
from align.evaluation.gold import Report
from align.model.manifest import Manifest, NormalizationEntry, SideEntry, VerdictEntry
from service.report.card import model_card


def _manifest(source="en", target="fr", licences=("CC0", "CC0"), verdict="aligned", **origin):
    """Return an unchecked manifest with any language name and provenance."""
    sides = []
    for language, licence in zip((source, target), licences, strict=True):
        provenance = {"licence": licence, **origin} if licence else origin
        subwords = None if language == source else {"buckets": 9}
        sides.append(
            SideEntry(
                language=language,
                words=12_000,
                candidates=10,
                provenance=provenance,
                subwords=subwords,
                index={"kind": "exact"},
            )
        )
    return Manifest(
        source=sides[0],
        target=sides[1],
        dimension=300,
        method={
            "seed": {"method": "identical", "pairs": 3000},
            "spelling": True,
            "random_seed": 7,
            "rounds": [1],
        },
        normalization=NormalizationEntry(source=[], target=[]),
        sharpness=20.0,
        verdict=VerdictEntry(label=verdict, evidence={"gain": 2.81234}, advice=""),
        files={},
        together=None,
    )


def _head(card):
    start, head, _ = card.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(head)


def test_the_front_matter_has_the_fields_of_model_hubs():
    assert _head(model_card(_manifest())) == {
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
def test_the_licence_covers_both_sides(licences, head):
    front = _head(model_card(_manifest(licences=licences)))
    assert {name: front[name] for name in front if name.startswith("license")} == head


def test_languages_without_a_code_are_not_listed():
    assert "language" not in _head(model_card(_manifest("coda a", "coda-b")))
    assert _head(model_card(_manifest("srp_Latn", "pt-BR")))["language"] == ["sr", "pt"]


def test_the_card_has_verdict_sizes_and_settings():
    card = model_card(_manifest())
    assert "**aligned** (gain 2.812)" in card
    assert "| source | `en` | 12,000 | 10 | no |" in card
    assert "| target | `fr` | 12,000 | 10 | yes |" in card
    assert "Self-learning from 3,000 pairs (`identical`), random seed 7" in card
    settings = json.loads(card.split("```json\n")[1].split("```")[0])
    assert settings["source"] == {"licence": "CC0"}
    assert "rounds" not in settings["method"]


def test_scores_stand_on_the_card_with_what_spelling_explains():
    report = Report({1: 0.5}, 0.5, 0.1, 20, 0.05, (0.3, 0.7), 0.25, 0.125, 8, "en", "fr")
    card = model_card(_manifest(), Grading("gold.txt", report, (), ()))
    for line in (
        "| P@1 | 50.00 % |",
        "| P@1 of spelling alone | 25.00 % |",
        "| P@1 of words not spelled alike | 12.50 % of 8 words |",
        f"Warning: {report.warning}.",
    ):
        assert f"\n{line}\n" in card
    assert "## Scores" not in model_card(_manifest())


def test_a_model_that_is_not_aligned_has_a_warning():
    assert "the translations are noise" in model_card(_manifest(verdict="not aligned"))
    assert "noise" not in model_card(_manifest())


def test_hostile_names_do_not_become_markup():
    card = model_card(_manifest("`<b>\n# x", "]("))
    assert "<b>" not in card
    text = "\n```\n# not a heading\n"
    assert "\n```\n# not" not in model_card(_manifest(name=text)).split("```json")[1]
