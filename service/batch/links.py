"""Check jobs against each other: cycles, outputs, language names and dictionary formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from service.batch.jobs import Job

#: The files that the batch itself writes to the output folder.
REPORTS = ("batch.csv", "batch.json")

#: Lexicon formats that can be read back as a dictionary.
_DICTIONARIES = ("tsv", "muse", "csv", "glossary", "tbx")


def link(jobs: Sequence[Job]) -> list[str]:
    """Return the problems between `jobs`, one line per problem."""
    by_id = {job.id: job for job in jobs}
    return [
        *_cycles(by_id),
        *_outputs(jobs),
        *(line for job in jobs for line in _languages(job, by_id)),
        *(line for job in jobs for line in _dictionaries(job, by_id)),
    ]


def in_order(jobs: Mapping[str, Job]) -> list[str]:
    """Return the ids of `jobs` in dependency order.

    Raises
    ------
    CycleError
        If the jobs need each other in a cycle.
    """
    needs = {id: job.needs.values() for id, job in jobs.items()}
    return list(TopologicalSorter(needs).static_order())


def _cycles(jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield a line for each cycle. The jobs of one cycle are removed to find the next."""
    remaining = dict(jobs)
    while True:
        needs = {
            id: [needed for needed in job.needs.values() if needed in remaining]
            for id, job in remaining.items()
        }
        try:
            TopologicalSorter(needs).prepare()
            return
        except CycleError as error:
            cycle = error.args[1][::-1]  # graphlib lists it backwards; now each needs the next
            yield f"[{cycle[0]}]: a cycle: {' needs '.join(cycle)}"
            remaining = {id: job for id, job in remaining.items() if id not in cycle}


def _outputs(jobs: Sequence[Job]) -> Iterator[str]:
    writers = dict.fromkeys(REPORTS, "the batch itself")
    for job in jobs:
        if job.output in writers:
            yield f"[{job.id}] output: {job.output} is also written by {writers[job.output]}"
        writers.setdefault(job.output, f"[{job.id}]")


def _languages(job: Job, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield a line if both sides of `job` have the same language name."""
    if job.kind.name == "align":
        source, target = (language(job, side, jobs) for side in ("source", "target"))
        if source is not None and source == target:
            yield (
                f"[{job.id}] target: both languages are called {source!r}; "
                "name them with source-code and target-code"
            )


def language(job: Job, side: str, jobs: Mapping[str, Job]) -> str | None:
    """Return the language code of a side of `job`, or None if the file of jobs does not set it.

    Parameters
    ----------
    job
        An `align` job.
    side
        `source` or `target`.
    jobs
        All jobs, by id.
    """
    code: str | None = job.settings[f"{side}-code"]
    if code is None and side in job.needs:
        code = jobs[job.needs[side]].settings["lang"]
    return code


def _dictionaries(job: Job, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield a line for each needed lexicon that `job` cannot read as a dictionary."""
    for key in ("seed-dictionary", "gold"):
        if key in job.needs:
            format = jobs[job.needs[key]].settings["format"]
            if format not in _DICTIONARIES:
                expected = ", ".join(_DICTIONARIES[:-1]) + f" or {_DICTIONARIES[-1]}"
                yield (
                    f"[{job.id}] {key}: {job.needs[key]} has the format {format}; "
                    f"expected {expected}"
                )
