from pathlib import Path

import click
import pytest

from service.batch.jobs import Job
from service.batch.settings import default
from service.cli.commands.batch import kinds
from service.cli.main import main

KINDS = kinds()


def _job(kind, files=None, needs=None, output="out", **given):
    settings = {key: default(option) for key, option in KINDS[kind].options.items()}
    return Job(KINDS[kind], "en-es", files or {}, needs or {}, settings | given, output)


def _understood(job, results=None):
    """Return the parameters that the command makes of the job's command line."""
    name, *arguments = job.arguments(results or {}, Path("store") / job.stored, threads=2)
    # under the group, as a command keeps what it first made of the names of its --help
    group = click.Context(main, **main.context_settings)
    return job.kind.command.make_context(name, arguments, parent=group).params


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Run where the folder of the output is there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "store").mkdir()


def test_text_is_trained_with_the_settings_of_the_table():
    given = {"lang": "en", "min-count": 3, "phrases": True, "licence": "--x", "sample": 0.5}
    job = _job("train", {"text": ("/a.txt", "/b/*.txt")}, output="en.vec.gz", **given)
    found = _understood(job)
    assert found["corpus"] == ("/a.txt", "/b/*.txt")
    assert (found["lang"], found["min_count"], found["phrases"]) == ("en", 3, True)
    assert (found["licence"], found["sample"], found["threads"]) == ("--x", 0.5, 2)
    assert found["output"] == Path("store/space.vec.gz")
    assert found["epochs"] is None


def test_spaces_and_dictionaries_of_other_jobs_are_aligned():
    needs = {"source": "train.en", "seed-dictionary": "lexicon.small"}
    job = _job("align", {"target": ("/es.vec",)}, needs, **{"source-code": "en", "spelling": False})
    found = _understood(job, {"train.en": Path("/s.npz"), "lexicon.small": Path("/d.tsv")})
    assert found["vectors"] == (Path("/s.npz"), Path("/es.vec"))
    assert (found["source"], found["target"], found["spelling"]) == ("en", None, False)
    assert found["seed_dictionary"] == Path("/d.tsv")


def test_a_model_is_evaluated_and_written_out():
    needs, there = {"model": "align.en-es"}, {"align.en-es": Path("/m")}
    job = _job("evaluate", {"gold": ("/gold.txt",)}, needs, output="a.json", reverse=True)
    found = _understood(job, there)
    assert (found["model"], found["gold"]) == (Path("/m"), Path("/gold.txt"))
    assert found["as_json"] and found["reverse"]
    found = _understood(_job("lexicon", {}, needs, output="a.b.tsv.xz", k=3, format="tsv"), there)
    assert (found["k"], found["output"]) == (3, Path("store/lexicon.tsv.xz"))
    assert not found["force"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_of_a_command_is_a_key_or_seen_to_by_the_batch(kind):
    names = {str(option.name) for option in KINDS[kind].command.params}
    ours = {"output", "threads", "resume", "as_json", "corpus", "vectors"}
    if kind == "align":
        ours |= {"report", "gold"}  # `inspect` writes a report on any model of a batch
        ours |= {"hub", "languages"}  # a job is of two languages
    keys = set(KINDS[kind].options) | set(KINDS[kind].inputs)
    renamed = {KINDS[kind].renamed.get(key, key).replace("-", "_") for key in keys}
    assert names - ours <= renamed
