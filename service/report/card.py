"""The model card of a model: Markdown for people, with YAML front matter for model hubs.

Hubs read the languages, the licence and the tags from the YAML between the two lines of dashes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from langcodes import Language

from align.evaluation.calibration import Grading
from align.model.manifest import Manifest, SideEntry
from service.lexicons.writing import language_tag
from service.report.scores import report_lines

#: Marks a card by isogloss, which may be replaced. Other files are not.
MARK = "<!-- written by `isogloss card` -->"

#: Licences that hubs know by name; the keys are lower-case letters and digits only.
_LICENCES = {
    re.sub("[^a-z0-9]", "", name): name
    for name in (
        *("cc0-1.0", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-4.0"),
        *("cc-by-nc-sa-4.0", "mit", "apache-2.0", "bsd-3-clause", "gpl-3.0", "odbl", "pddl"),
    )
} | {"cc0": "cc0-1.0", "publicdomain": "pddl"}

_TEXT = """\
# {source} and {target}

{mark}

A bilingual dictionary of `{source}` and `{target}`, made by isogloss {version} from word
vectors. The verdict of the run that made it: **{verdict}** ({evidence}).

| side | language | words | candidates per word | sub-words |
|---|---|---|---|---|
{rows}

{dimension} dimensions.

## How to use it

With isogloss installed, and this folder as `MODEL`:

```
isogloss translate MODEL WORD
isogloss lexicon MODEL -o dictionary.tsv
isogloss serve MODEL
isogloss inspect MODEL
```

The model translates in both directions (`--reverse`). Opening it runs no code from the folder, and
checks the size and the SHA-256 of every file that `manifest.json` lists.

{scores}## How it was made

{made}

The origin of the vectors of each side, and every setting of the run:

```json
{settings}
```

## Limitations

{limits}
"""

_LIMITS = """\
* Words are translated one by one, without context: this is a dictionary, not machine translation.
* Nobody has checked the pairs. A word may be translated by a related one, such as cat by dog.
* Bias and errors in the texts that the vectors were trained on are in the vectors too.
* The licence is the one recorded when the vectors were made; isogloss cannot verify it."""

_BY_VERDICT = {
    "aligned": "",
    "doubtful": "* The result is doubtful: check some translations by eye before you rely on "
    "them.\n",
    "not aligned": "* **The two languages were not aligned: the translations are noise.**\n",
}


def model_card(manifest: Manifest, graded: Grading | None = None) -> str:
    """Return the model card of a model.

    Parameters
    ----------
    manifest
        The manifest of the model.
    graded
        Its scores against a gold dictionary; None for a card without scores.
    """
    sides = [manifest.source, manifest.target]
    source, target = (language_tag(side.language) for side in sides)
    verdict = manifest.verdict.verdict
    return _front_matter(sides) + _TEXT.format(
        source=source,
        target=target,
        mark=MARK,
        verdict=verdict.label,
        evidence=str(verdict.evidence),
        rows="\n".join(_row(name, manifest.side(name)) for name in ("source", "target")),
        version=manifest.method.get("versions", {}).get("isogloss", "(of unknown version)"),
        dimension=manifest.dimension,
        scores=_scores(graded) if graded else "",
        made=_made(manifest.method),
        settings=_settings(manifest),
        limits=_BY_VERDICT[verdict.label] + _LIMITS,
    )


def _row(name: str, side: SideEntry) -> str:
    subwords = "yes" if side.subwords else "no"
    tag = language_tag(side.language)
    return f"| {name} | `{tag}` | {side.words:,} | {side.candidates} | {subwords} |"


def _scores(graded: Grading) -> str:
    """Return the section of the scores against a gold dictionary."""
    lines = (line.split("\t") for line in report_lines(graded.report))
    rows = "\n".join(f"| {name} | {value} |" for name, value in lines)
    warning = f"\n\nWarning: {graded.report.warning}." if graded.report.warning else ""
    return (
        "## Scores\n\nAgainst a gold dictionary. P@1 of spelling alone is that of a program that "
        "only compares letters, on the same words.\n\n"
        f"| score | value |\n|---|---|\n{rows}{warning}\n\n"
    )


def _made(method: Mapping[str, Any]) -> str:
    """Return a sentence on the start of the alignment."""
    seed = method.get("seed", {})
    start = seed.get("method", "unknown method")
    pairs = f"{seed['pairs']:,} pairs" if "pairs" in seed else "pairs"
    spelling = "counted" if method.get("spelling") else "did not count"
    return (
        f"Self-learning from {pairs} (`{start}`), random seed "
        f"{method.get('random_seed', 'unknown')}; similarity in spelling {spelling}."
    )


def _settings(manifest: Manifest) -> str:
    method = {name: value for name, value in manifest.method.items() if name != "rounds"}
    settings = {name: manifest.side(name).provenance for name in ("source", "target")}
    settings |= {"method": method}
    return json.dumps(settings, indent=2, ensure_ascii=False, sort_keys=True)


def _front_matter(sides: list[SideEntry]) -> str:
    """Return the YAML; every JSON string is valid YAML too."""
    languages = dict.fromkeys(filter(None, (_language(side.language) for side in sides)))
    listed = "".join(f"- {json.dumps(code)}\n" for code in languages)
    tags = "".join(
        f"- {tag}\n" for tag in ("isogloss", "bilingual-lexicon-induction", "word-embeddings")
    )
    return (
        "---\n"
        + (f"language:\n{listed}" if languages else "")
        + _licence([side.provenance.get("licence") for side in sides])
        + f"library_name: isogloss\npipeline_tag: translation\ntags:\n{tags}---\n\n"
    )


def _language(code: str) -> str | None:
    """Return a language code as hubs list it, without script and region; None if unknown."""
    tag = language_tag(code)
    return None if tag == "und" or tag.startswith("x-") else Language.get(tag).language


def _licence(licences: list[str | None]) -> str:
    """Return the licence in the notation of hubs: that of both sides, joined if they differ."""
    if not all(licences):
        return "license: unknown\n"
    names = [str(name) for name in dict.fromkeys(licences)]
    known = {_LICENCES.get(re.sub("[^a-z0-9]", "", name.lower())) for name in names}
    if len(known) == 1 and None not in known:
        return f"license: {known.pop()}\n"
    slug = re.sub("[^a-z0-9.]+", "-", "-and-".join(names).lower()).strip("-")
    return f"license: other\nlicense_name: {json.dumps(slug or 'other')}\n"
