"""`isogloss batch`: many jobs from one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options

if TYPE_CHECKING:
    from service.batch.jobs import Job, JobKind
    from service.batch.local import Runner
    from service.batch.schedule import Row, Rows
    from service.batch.store import Store


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for all results; made if it is not there.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Jobs at a time on this machine; without it, one for each core.",
)
@click.option(
    "--threads", type=click.IntRange(1), default=1, show_default=True, help="Threads of each job."
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run the jobs on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786.",
)
@click.option("--check", is_flag=True, help="Only check FILE, and tell what would be done.")
@click.option("--prune", is_flag=True, help="In the end, remove results that FILE has no job for.")
@options.as_json
@click.pass_context
def batch(
    ctx: click.Context,
    file: Path,
    output: Path,
    jobs: int | None,
    threads: int,
    scheduler: str | None,
    check: bool,
    prune: bool,
    as_json: bool,
) -> None:
    """Run the train, align, evaluate and lexicon jobs of a file.

    FILE is TOML, with a table for each job: [train.en], [align.en-es], [evaluate.en-es],
    [lexicon.en-es]. Their keys are the options of the commands; a job may name another one where
    the command takes a file. FILE is checked as a whole before anything runs.

    A second run does only what has changed, and one that was interrupted goes on. Jobs that fail do
    not stop those that do not need them. At the end a table is printed, and written to batch.csv
    and batch.json.
    """
    from service.batch.read import Mistakes, read_jobs
    from service.batch.store import Store
    from service.cli.interrupt import interruptible

    if scheduler and jobs:
        raise click.UsageError("--jobs is for this machine; a cluster's workers say how many")
    found = read_jobs(file, kinds())
    store = Store(output)
    taken = [(job.id, store.place_problem(job.output)) for job in found]
    if problems := [f"[{id}] output: {problem}" for id, problem in taken if problem]:
        raise Mistakes(file, problems)
    with interruptible("what is done is kept; the same command goes on"):
        if check:
            _tell(_begin(found, store), as_json)
            return
        with store.open():
            rows = _begin(found, store)
            _run(rows, store, _where(rows, store, scheduler, jobs, threads), threads)
            _tell(rows, as_json, output)
            if prune:
                gone = store.prune({row.planned.key for row in rows.values()})
                click.echo(f"removed {gone} results that {file} has no job for", err=True)
    ctx.exit(int(any(row.state in ("failed", "skipped") for row in rows.values())))


def kinds() -> dict[str, JobKind]:
    """Return the kinds of jobs, each with the command that it runs."""
    from service.batch.jobs import job_kinds
    from service.cli.commands.align import align
    from service.cli.commands.evaluate import evaluate
    from service.cli.commands.lexicon import lexicon
    from service.cli.commands.train import train

    return job_kinds({"train": train, "align": align, "evaluate": evaluate, "lexicon": lexicon})


def _begin(found: Sequence[Job], store: Store) -> dict[str, Row]:
    """Return the jobs, with what is known of them before anything runs."""
    from service.batch.digests import Digests
    from service.batch.plan import plan
    from service.batch.schedule import begin

    digests = Digests(store.root / "digests.json")
    planned = plan(found, digests)
    if store.root.exists():
        digests.keep()
    return begin(planned, store)


def _where(
    rows: Rows, store: Store, scheduler: str | None, jobs: int | None, threads: int
) -> Runner:
    """Return where the jobs are to be done; the cluster is left alone if none is."""
    if scheduler and any(row.state == "waiting" for row in rows.values()):
        from service.batch.cluster import Cluster

        return Cluster(scheduler, store.root)
    from service.batch.local import Local

    return Local(jobs or max(1, options.cores() // threads))


def _run(rows: Rows, store: Store, runner: Runner, threads: int) -> None:
    from service.batch.schedule import Batch
    from service.batch.show import showing

    try:
        with showing(rows) as show:
            Batch(rows, store, runner, show, threads).run()
    finally:
        runner.close()


def _tell(rows: Rows, as_json: bool, output: Path | None = None) -> None:
    """Print the table, and write it to the folder `output`."""
    from service.batch import table

    found = table.records(rows)
    if output:
        table.write_reports(found, output)
    for line in map(json.dumps, found) if as_json else table.lines(found):
        click.echo(line)
