"""The key of each job: a hash of all that its result depends on.

That is the content of the files it reads, its settings, the versions of what computes it, and the
keys of the jobs it needs. Threads are not in it: they change how long it takes (and, where vectors
are trained with more than one, the last bits of them).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from align import Config
from align.model.manifest import MANIFEST
from embeddings.extras import versions
from embeddings.text.paths import corpus_files
from service.batch.digests import Digests
from service.batch.jobs import Job
from service.batch.links import in_order


@dataclass(frozen=True)
class Planned:
    """A job, what its result depends on, and the hash of that."""

    job: Job
    made_with: Mapping[str, Any]
    key: str


def plan(jobs: Sequence[Job], digests: Digests) -> dict[str, Planned]:
    """Return `jobs` by their ids, with their keys, in the order of `jobs`."""
    by_id = {job.id: job for job in jobs}
    planned: dict[str, Planned] = {}
    for id in in_order(by_id):
        job = by_id[id]
        needs = {key: planned[needed].key for key, needed in job.needs.items()}
        planned[id] = _planned(job, needs, digests)
    return {job.id: planned[job.id] for job in jobs}


def _planned(job: Job, needs: Mapping[str, str], digests: Digests) -> Planned:
    made_with: dict[str, Any] = {
        "kind": job.kind.name,
        "settings": dict(job.settings),
        "form": job.stored,
        "files": {key: _contents(paths, digests) for key, paths in job.files.items()},
        "needs": dict(needs),
        "versions": versions(*job.kind.depends_on),
    }
    if job.kind.name == "align":
        made_with["learner"] = asdict(Config())
    text = json.dumps(made_with, sort_keys=True)
    return Planned(job, json.loads(text), hashlib.sha256(text.encode()).hexdigest()[:32])


def _contents(paths: Sequence[str], digests: Digests) -> list[tuple[str, str]]:
    """Return name and digest of each file, names too, as they may tell the language."""
    files = corpus_files(paths) if not _is_model(paths) else [Path(paths[0])]
    return [(file.name, digests.of(file / MANIFEST if file.is_dir() else file)) for file in files]


def _is_model(paths: Sequence[str]) -> bool:
    """Say whether this is the folder of a model; its manifest has the digests of its files."""
    return len(paths) == 1 and (Path(paths[0]) / MANIFEST).is_file()
