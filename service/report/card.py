"""A model card: what a model folder is, for people and for the hubs where models are shared.

The hubs read the YAML between the two lines of dashes: languages, licence and tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from langcodes import Language

from align.model.manifest import Manifest, SideEntry
from service.lexicons.writing import language_tag

#: What tells a card of ours, which may be written anew, from what somebody wrote by hand.
MARK = "<!-- written by `isogloss card` -->"

#: Licences that hubs know by name, by what is left of them without case and signs.
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

| side | language | words | candidates a word | sub-words |
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

Both directions are in it (`--reverse`). Opening it runs no code from it, and checks the size and
the SHA-256 of every file that `manifest.json` lists.

## How it was made

{made}

Where the vectors of each side come from, and every setting of the run:

```json
{settings}
```

## Limitations

{limits}
"""

_LIMITS = """\
* Words are translated one by one, out of context: it is a dictionary, not machine translation.
* Nobody has checked the pairs. A word may be given what keeps the same company: a cat as a dog.
* What the texts behind the vectors hold of prejudice and error is in the vectors too.
* The licence is what was told when the vectors were made; isogloss cannot know more."""

_BY_VERDICT = {
    "aligned": "",
    "doubtful": "* The run did not convince: check some translations by eye before you rely on "
    "them.\n",
    "not aligned": "* **The two languages were not brought together: the translations are noise.**"
    "\n",
}


def model_card(manifest: Manifest) -> str:
    """Return the model card of the model with this manifest."""
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
        made=_made(manifest.method),
        settings=_settings(manifest),
        limits=_BY_VERDICT[verdict.label] + _LIMITS,
    )


def _row(name: str, side: SideEntry) -> str:
    subwords = "yes" if side.subwords else "no"
    tag = language_tag(side.language)
    return f"| {name} | `{tag}` | {side.words:,} | {side.candidates} | {subwords} |"


def _made(method: Mapping[str, Any]) -> str:
    """Return in a sentence what the alignment began from."""
    seed = method.get("seed", {})
    start = seed.get("method", "pairs that are not told")
    pairs = f"{seed['pairs']:,} pairs" if "pairs" in seed else "pairs"
    spelling = "counted" if method.get("spelling") else "did not count"
    return (
        f"Self-learning from {pairs} (`{start}`), random seed "
        f"{method.get('random_seed', 'unknown')}; likeness in spelling {spelling}."
    )


def _settings(manifest: Manifest) -> str:
    method = {name: value for name, value in manifest.method.items() if name != "rounds"}
    settings = {name: manifest.side(name).provenance for name in ("source", "target")}
    settings |= {"method": method}
    return json.dumps(settings, indent=2, ensure_ascii=False, sort_keys=True)


def _front_matter(sides: list[SideEntry]) -> str:
    """Return the YAML; a string in JSON is one in YAML too, whatever is in it."""
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
    """Return the code of a language as hubs list it, without script or region, if it is one."""
    tag = language_tag(code)
    return None if tag == "und" or tag.startswith("x-") else Language.get(tag).language


def _licence(told: list[str | None]) -> str:
    """Return the licence as hubs know it; both sides' where they differ, or that it is unknown."""
    if not all(told):
        return "license: unknown\n"
    names = [str(name) for name in dict.fromkeys(told)]
    known = {_LICENCES.get(re.sub("[^a-z0-9]", "", name.lower())) for name in names}
    if len(known) == 1 and None not in known:
        return f"license: {known.pop()}\n"
    slug = re.sub("[^a-z0-9.]+", "-", "-and-".join(names).lower()).strip("-")
    return f"license: other\nlicense_name: {json.dumps(slug or 'other')}\n"
