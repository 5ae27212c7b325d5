import os

import click
import pytest
from click.testing import CliRunner

from align.seed.find import INITS
from service.cli import options

NAMES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY"]


@pytest.fixture
def environment(monkeypatch):
    """Give back what the option changes in the environment of this process."""
    for name in NAMES:
        monkeypatch.setenv(name, "before")
    return monkeypatch


@click.command()
@options.threads
def work(threads):
    click.echo(threads)


def test_threads_cap_every_numerical_library(environment):
    assert CliRunner().invoke(work, ["--threads", "3"]).stdout == "3\n"
    assert {os.environ[name] for name in NAMES[:3]} == {"3"}


def test_waiting_threads_sleep_unless_told_otherwise(environment):
    CliRunner().invoke(work, [])
    assert os.environ["OMP_WAIT_POLICY"] == "before"
    environment.delenv("OMP_WAIT_POLICY")
    CliRunner().invoke(work, [])
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"


@pytest.mark.parametrize("threads", ["0", "-1", "two"])
def test_a_number_of_threads_that_cannot_be_is_wrong_usage(threads):
    assert CliRunner().invoke(work, ["--threads", threads]).exit_code == 2


@pytest.mark.parametrize("seed", ["-1", "1.5", str(2**32)])
def test_a_random_seed_that_cannot_be_is_wrong_usage(seed):
    command = click.command()(options.random_seed(lambda seed: None))
    assert CliRunner().invoke(command, ["--seed", seed]).exit_code == 2


def test_every_way_to_find_a_seed_can_be_asked_for():
    # The command line lists them itself: importing them would slow --help.
    (init,) = (
        each for each in options.learning(lambda: None).__click_params__ if each.name == "init"
    )
    assert tuple(init.type.choices) == INITS
