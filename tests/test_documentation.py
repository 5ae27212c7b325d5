"""The documentation and the program agree: commands, Python, links, the generated reference."""

import re
import shlex
from pathlib import Path
from textwrap import dedent

import pytest

import isogloss
from scripts import make_command_reference
from service.cli.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

#: Pages for people who use isogloss, and all pages.
GUIDES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guide").glob("*.md")]
PAGES = sorted(
    {*GUIDES, ROOT / "CONTRIBUTING.md", ROOT / "benchmarks/README.md", *ROOT.glob("docs/**/*.md")}
)

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)

#: In a pattern of the shell, these end the command line of isogloss.
_SHELL = {"<", ">", "|", "&&"}


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _blocks(page: Path, language: str) -> list[str]:
    return [code for name, code in _BLOCK.findall(page.read_text("utf-8")) if name == language]


def _command_lines(page: Path) -> set[str]:
    """Return the command lines in blocks of code, and those with arguments inside paragraphs."""
    text = page.read_text(encoding="utf-8")
    code = "\n".join(block for _, block in _BLOCK.findall(text)).replace("\\\n", " ")
    inline = re.findall(r"`isogloss ([^`]+ [^`]+)`", _BLOCK.sub("", text))
    return {*re.findall(r"^ *(?:\$ )?isogloss (\S.*)$", code, re.MULTILINE), *inline}


def _links(page: Path) -> set[str]:
    """Return the relative links of a page, without their anchors."""
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    return set(re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", text))


COMMAND_LINES = sorted({line for page in GUIDES for line in _command_lines(page)})
LINKS = sorted((_named(page), link) for page in PAGES for link in _links(page))
PYTHON = [
    pytest.param(dedent(block), id=f"{_named(page)}-{number}")
    for page in sorted(GUIDES)
    for number, block in enumerate(_blocks(page, "python"), 1)
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a folder that has what the guides' commands expect to be there."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY"):
        monkeypatch.setenv(name, "1")  # and back to what it was, as --threads changes them
    (tmp_path / "keys.txt").touch()
    for name in ("models", "shared"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme(name):
    assert f"isogloss {name}" in README


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(name):
    assert main.commands[name].help


def test_the_readme_is_short():
    assert len(README.split()) < 1_100


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_every_command_line_is_understood(line, folder):
    words = shlex.split(line, comments=True)
    end = next((place for place, word in enumerate(words) if word in _SHELL), len(words))
    name, *arguments = words[:end]
    context = main.commands[name].make_context(name, arguments, resilient_parsing=False)
    assert context.info_name == name


@pytest.mark.parametrize("page", ["README.md", "docs/guide/vectors.md", "docs/symbols.md"])
def test_command_lines_are_looked_for(page):
    assert len(_command_lines(ROOT / page)) > 5


@pytest.mark.parametrize("block", PYTHON)
def test_every_block_of_python_compiles(block):
    compile(block, "<documentation>", "exec")


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_every_link_leads_to_a_file(page, link):
    assert ((ROOT / page).parent / link).is_file()


def test_every_public_name_of_python_is_in_the_reference():
    page = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    shown = re.findall(r"^::: isogloss\.(\w+)$", page, re.MULTILINE)
    assert sorted(shown) == sorted(isogloss.__all__)


def test_the_command_reference_is_that_of_the_commands():
    page = make_command_reference.PAGE.read_text(encoding="utf-8")
    assert page == make_command_reference.reference(), (
        "run .venv/bin/python scripts/make_command_reference.py"
    )
    assert make_command_reference.main(["--check"]) == 0


def test_a_stale_command_reference_is_an_error(tmp_path, monkeypatch, capsys):
    page = tmp_path / "commands.md"
    monkeypatch.setattr(make_command_reference, "PAGE", page)
    assert make_command_reference.main(["--check"]) == 1
    page.write_text(make_command_reference.reference() + "\n", encoding="utf-8")
    assert make_command_reference.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert make_command_reference.main([]) == 0
    assert make_command_reference.main(["--check"]) == 0
