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
    from service.batch.schedule import JobRow, JobRows
    from service.batch.store import ResultStore


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for all results; created if missing.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Number of jobs to run at once on this machine; default: number of cores / --threads.",
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Number of threads of each job.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run the jobs on the Dask cluster with this scheduler, such as tcp://10.0.0.1:8786.",
)
@click.option("--check", is_flag=True, help="Only check FILE and print which jobs would run.")
@click.option(
    "--prune", is_flag=True, help="At the end, delete the results that belong to no job in FILE."
)
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

    FILE is in TOML, with one table per job: [train.en], [align.en-es], [evaluate.en-es],
    [lexicon.en-es]. The keys of a table are the options of the command. Where a command takes a
    file, a table may name another job instead. The whole FILE is checked before any job runs.

    A second run does only the jobs that have changed. An interrupted run continues when started
    again. A failed job stops only the jobs that need it. At the end, a table is printed and
    written to batch.csv and batch.json.
    """
    from service.batch.read import Mistakes, read_jobs
    from service.batch.store import ResultStore
    from service.cli.interrupt import interruptible

    if scheduler and jobs:
        raise click.UsageError(
            "--jobs is only for this machine; with --scheduler, the workers set the number of jobs"
        )
    job_list = read_jobs(file, kinds())
    store = ResultStore(output)
    places = [(job.id, store.place_problem(job.output)) for job in job_list]
    if problems := [f"[{id}] output: {problem}" for id, problem in places if problem]:
        raise Mistakes(file, problems)
    with interruptible("finished work is kept; run the same command again to continue"):
        if check:
            _print_table(_begin(job_list, store), as_json)
            return
        with store.open():
            rows = _begin(job_list, store)
            _run(rows, store, _runner(rows, store, scheduler, jobs, threads), threads)
            _print_table(rows, as_json, output)
            if prune:
                count = store.prune({row.planned.key for row in rows.values()})
                click.echo(f"removed {count} results that belong to no job in {file}", err=True)
    ctx.exit(int(any(row.state in ("failed", "skipped") for row in rows.values())))


def kinds() -> dict[str, JobKind]:
    """Return the kinds of jobs by name, each with its command."""
    from service.batch.jobs import job_kinds
    from service.cli.commands.align import align
    from service.cli.commands.evaluate import evaluate
    from service.cli.commands.lexicon import lexicon
    from service.cli.commands.train import train

    return job_kinds({"train": train, "align": align, "evaluate": evaluate, "lexicon": lexicon})


def _begin(jobs: Sequence[Job], store: ResultStore) -> dict[str, JobRow]:
    """Return the jobs by id, with their keys and their states before the run."""
    from service.batch.digests import DigestCache
    from service.batch.plan import plan
    from service.batch.schedule import begin

    digests = DigestCache(store.root / "digests.json")
    planned = plan(jobs, digests)
    if store.root.exists():
        digests.keep()
    return begin(planned, store)


def _runner(
    rows: JobRows, store: ResultStore, scheduler: str | None, jobs: int | None, threads: int
) -> Runner:
    """Return the runner of the jobs. Connect to the cluster only if a job has to run."""
    if scheduler and any(row.state == "waiting" for row in rows.values()):
        from service.batch.cluster import Cluster

        return Cluster(scheduler, store.root)
    from service.batch.local import Local

    return Local(jobs or max(1, options.cores() // threads))


def _run(rows: JobRows, store: ResultStore, runner: Runner, threads: int) -> None:
    from service.batch.schedule import Batch
    from service.batch.show import showing

    try:
        with showing(rows) as show:
            Batch(rows, store, runner, show, threads).run()
    finally:
        runner.close()


def _print_table(rows: JobRows, as_json: bool, output: Path | None = None) -> None:
    """Print the final table; if `output` is a folder, write the reports to it first."""
    from service.batch import table

    records = table.records(rows)
    if output:
        table.write_reports(records, output)
    for line in map(json.dumps, records) if as_json else table.lines(records):
        click.echo(line)
