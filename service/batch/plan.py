"""Compute the key of each job: a hash of everything that its result depends on.

The key covers the content of the input files, the settings, the versions of the libraries that
compute the result, and the keys of the needed jobs. The number of threads is not part of the key.
It changes the run time. In training with several threads it also changes the last bits of the
vectors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from align.learning.config import Config
from align.model.manifest import MANIFEST
from embeddings.extras import versions
from embeddings.text.paths import corpus_files
from service.batch.digests import DigestCache
from service.batch.jobs import Job
from service.batch.links import in_order


@dataclass(frozen=True)
class Planned:
    """A job with its key.

    Parameters
    ----------
    job
        The job.
    made_with
        Everything that the result depends on; JSON values only.
    key
        The hash of `made_with`: 32 hexadecimal digits.
    """

    job: Job
    made_with: Mapping[str, Any]
    key: str


def plan(jobs: Sequence[Job], digests: DigestCache) -> dict[str, Planned]:
    """Return `jobs` with their keys, by id and in the order of `jobs`.

    Parameters
    ----------
    jobs
        The jobs of one file, without cycles.
    digests
        The digests of the input files.
    """
    by_id = {job.id: job for job in jobs}
    planned: dict[str, Planned] = {}
    for id in in_order(by_id):
        job = by_id[id]
        needs = {key: planned[needed].key for key, needed in job.needs.items()}
        planned[id] = _planned(job, needs, digests)
    return {job.id: planned[job.id] for job in jobs}


def _planned(job: Job, needs: Mapping[str, str], digests: DigestCache) -> Planned:
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


def _contents(paths: Sequence[str], digests: DigestCache) -> list[tuple[str, str]]:
    """Return the name and the digest of each file; a file name may set the language."""
    files = corpus_files(paths) if not _is_model(paths) else [Path(paths[0])]
    return [(file.name, digests.of(file / MANIFEST if file.is_dir() else file)) for file in files]


def _is_model(paths: Sequence[str]) -> bool:
    """Return whether the path is a model folder; its manifest holds the digests of its files."""
    return len(paths) == 1 and (Path(paths[0]) / MANIFEST).is_file()
