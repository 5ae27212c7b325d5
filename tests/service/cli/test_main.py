import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from embeddings import IsoglossError
from service.cli.main import Commands, main
from tests.service.running import ROOT, isogloss

COMMANDS = ["demo", "train", "align", "build", "translate", "evaluate", "inspect", "key", "serve"]
COMMANDS += ["vectors", "lexicon", "map", "batch", "convert", "card", "export"]
HEAVY = [
    "numpy",
    "gensim",
    "faiss",
    "flask",
    "apiflask",
    "scipy",
    "pydantic",
    "gunicorn",
    "distributed",
    "psycopg",
    "qdrant_client",
    "opensearchpy",
]


def _failing(error: BaseException):
    @click.group(cls=Commands)
    def group():
        pass

    @group.command()
    def work():
        raise error

    return CliRunner().invoke(group, ["work"])


def test_lists_every_command():
    lines = CliRunner().invoke(main, ["--help"]).stdout.splitlines()
    listed = lines[lines.index("Commands:") + 1 :]
    assert sorted(line.split()[0] for line in listed if line[2:3].strip()) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(command, flag):
    result = CliRunner().invoke(main, [command, flag])
    assert result.exit_code == 0
    assert f"isogloss {command}" in result.stdout or f"main {command}" in result.stdout


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_option_is_listed(command):
    shown = CliRunner().invoke(main, [command, "--help"]).stdout
    for parameter in main.commands[command].params:
        if isinstance(parameter, click.Option):
            assert any(option in shown for option in parameter.opts if len(option) > 1)


@pytest.mark.parametrize("arguments", [["--help"], ["align", "--help"], ["serve", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\n"
        "from service.cli.main import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert (done.returncode, done.stderr.split()) == (0, [])


def test_runs_as_a_module_and_says_its_version():
    done = isogloss("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("isogloss, version ")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["align"], ["align", "a", "b"], ["translate", "-k", "0", "m", "w"]]
)
def test_wrong_usage_exits_with_2(arguments):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (IsoglossError("a.vec, line 3: wrong"), "a.vec, line 3: wrong"),
        (FileNotFoundError(2, "No such file or directory", "a"), "a: No such file or directory"),
        (OSError("a disc\nthat is full"), "a disc that is full"),
        (MemoryError(), "out of memory; read fewer words (--limit)"),
    ],
)
def test_what_the_user_can_mend_is_one_line(error, line):
    result = _failing(error)
    assert (result.exit_code, result.stderr) == (1, f"Error: {line}\n")


def test_a_fault_of_ours_is_not_hidden():
    assert isinstance(_failing(ValueError("a fault")).exception, ValueError)
