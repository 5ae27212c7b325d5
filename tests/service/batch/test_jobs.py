from pathlib import Path

import click
import pytest

from service.batch.jobs import Job
from service.batch.settings import default
from service.cli.commands.batch import kinds
from service.cli.main import main

KINDS = kinds()


def _job(kind, files=None, needs=None, output="out", **changed):
    settings = {key: default(option) for key, option in KINDS[kind].options.items()}
    return Job(KINDS[kind], "en-es", files or {}, needs or {}, settings | changed, output)


def _parsed(job, results=None):
    """Return the parameters that the command parses from the job's command line."""
    name, *arguments = job.arguments(results or {}, Path("store") / job.stored, threads=2)
    # Parse under the group: a command caches the names of its help option on first use.
    group = click.Context(main, **main.context_settings)
    return job.kind.command.make_context(name, arguments, parent=group).params


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Run in a folder that has the output's folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "store").mkdir()


def test_train_gets_the_settings_of_the_table():
    changed = {"lang": "en", "min-count": 3, "phrases": True, "licence": "--x", "sample": 0.5}
    job = _job("train", {"text": ("/a.txt", "/b/*.txt")}, output="en.vec.gz", **changed)
    parameters = _parsed(job)
    assert parameters["corpus"] == ("/a.txt", "/b/*.txt")
    assert (parameters["lang"], parameters["min_count"], parameters["phrases"]) == ("en", 3, True)
    assert (parameters["licence"], parameters["sample"], parameters["threads"]) == ("--x", 0.5, 2)
    assert parameters["output"] == Path("store/space.vec.gz")
    assert parameters["epochs"] is None


def test_align_gets_the_results_of_other_jobs():
    needs = {"source": "train.en", "seed-dictionary": "lexicon.small"}
    job = _job("align", {"target": ("/es.vec",)}, needs, **{"source-code": "en", "spelling": False})
    parameters = _parsed(job, {"train.en": Path("/s.npz"), "lexicon.small": Path("/d.tsv")})
    assert parameters["vectors"] == (Path("/s.npz"), Path("/es.vec"))
    assert (parameters["source"], parameters["target"], parameters["spelling"]) == (
        "en",
        None,
        False,
    )
    assert parameters["seed_dictionary"] == Path("/d.tsv")


def test_evaluate_and_lexicon_get_the_model():
    needs, results = {"model": "align.en-es"}, {"align.en-es": Path("/m")}
    job = _job("evaluate", {"gold": ("/gold.txt",)}, needs, output="a.json", reverse=True)
    parameters = _parsed(job, results)
    assert (parameters["model"], parameters["gold"]) == (Path("/m"), Path("/gold.txt"))
    assert parameters["as_json"] and parameters["reverse"]
    parameters = _parsed(
        _job("lexicon", {}, needs, output="a.b.tsv.xz", k=3, format="tsv"), results
    )
    assert (parameters["k"], parameters["output"]) == (3, Path("store/lexicon.tsv.xz"))
    assert not parameters["force"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_of_a_command_is_a_key_or_set_by_the_batch(kind):
    names = {str(option.name) for option in KINDS[kind].command.params}
    excluded = {"output", "threads", "resume", "as_json", "corpus", "vectors"}
    if kind == "align":
        excluded |= {"report", "gold"}  # `inspect` writes a report on any model of a batch
        excluded |= {"hub", "languages"}  # a job aligns two languages
    keys = set(KINDS[kind].options) | set(KINDS[kind].inputs)
    renamed = {KINDS[kind].renamed.get(key, key).replace("-", "_") for key in keys}
    assert names - excluded <= renamed
