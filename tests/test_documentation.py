"""The README and the commands say the same."""

import re
from pathlib import Path

import pytest

from service.cli.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme(name):
    assert f"isogloss {name}" in README


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(name):
    assert main.commands[name].help


@pytest.mark.parametrize("line", re.findall(r"^isogloss (\S.*?)(?:  +#.*)?$", README, re.MULTILINE))
def test_every_command_line_in_the_readme_is_understood(line):
    name, *arguments = line.split(" < ")[0].split()
    command = main.commands[name]
    context = command.make_context(name, arguments, resilient_parsing=False)
    assert context.info_name == name


GUIDES = [
    (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("databases.md", "migrating.md", "symbols.md")
]
IN_GUIDES = [
    line
    for guide in GUIDES
    for line in re.findall(r"^(?:\$ )?isogloss (\S.*?)(?:  +#.*)?$", guide, re.MULTILINE)
    + re.findall(r"`isogloss ([^`]+ [^`]+)`", guide)
]


@pytest.mark.parametrize("line", sorted(set(IN_GUIDES)))
def test_every_command_line_in_the_guides_is_understood(line):
    name, *arguments = line.split(" < ")[0].split()
    assert main.commands[name].make_context(name, arguments).info_name == name


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_every_link_in_the_readme_leads_to_a_file(target):
    assert (ROOT / target).is_file()
