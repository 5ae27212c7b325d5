"""What is wrong between jobs: circles, two that write one output, two languages of one name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from service.batch.jobs import Job

#: What the batch itself writes beside the outputs.
REPORTS = ("batch.csv", "batch.json")

#: Formats of a lexicon that can be read as a dictionary.
_DICTIONARIES = ("tsv", "muse")


def link(jobs: Sequence[Job]) -> list[str]:
    """Return what is wrong between `jobs`, a line each."""
    by_id = {job.id: job for job in jobs}
    return [
        *_circles(by_id),
        *_outputs(jobs),
        *(line for job in jobs for line in _languages(job, by_id)),
        *(line for job in jobs for line in _dictionaries(job, by_id)),
    ]


def in_order(jobs: Mapping[str, Job]) -> list[str]:
    """Return the ids of `jobs`, each after those that it needs.

    Raises
    ------
    CycleError
        If there is no such order.
    """
    needs = {id: job.needs.values() for id, job in jobs.items()}
    return list(TopologicalSorter(needs).static_order())


def _circles(jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield each circle; jobs in one are left out to find the next."""
    left = dict(jobs)
    while True:
        needs = {id: [n for n in job.needs.values() if n in left] for id, job in left.items()}
        try:
            TopologicalSorter(needs).prepare()
            return
        except CycleError as error:
            circle = error.args[1][::-1]  # each needs the next, as people would tell it
            yield f"[{circle[0]}]: a circle: {' needs '.join(circle)}"
            left = {id: job for id, job in left.items() if id not in circle}


def _outputs(jobs: Sequence[Job]) -> Iterator[str]:
    taken = dict.fromkeys(REPORTS, "the batch itself")
    for job in jobs:
        if job.output in taken:
            yield f"[{job.id}] output: {job.output} is written by {taken[job.output]} too"
        taken.setdefault(job.output, f"[{job.id}]")


def _languages(job: Job, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield that the two sides of `job` would have one name, where their names are known."""
    if job.kind.name == "align":
        source, target = (language(job, side, jobs) for side in ("source", "target"))
        if source is not None and source == target:
            yield (
                f"[{job.id}] target: both languages are called {source!r}; "
                "name them with source-code and target-code"
            )


def language(job: Job, side: str, jobs: Mapping[str, Job]) -> str | None:
    """Return what the language of a side of `job` is called, if the file of jobs says so."""
    given: str | None = job.settings[f"{side}-code"]
    if given is None and side in job.needs:
        given = jobs[job.needs[side]].settings["lang"]
    return given


def _dictionaries(job: Job, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield what other jobs write that `job` could not read as a dictionary."""
    for key in ("seed-dictionary", "gold"):
        if key in job.needs:
            written = jobs[job.needs[key]].settings["format"]
            if written not in _DICTIONARIES:
                expected = " or ".join(_DICTIONARIES)
                yield f"[{job.id}] {key}: {job.needs[key]} is {written}; expected {expected}"
