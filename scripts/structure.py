"""Print the structure of a checkout: rooms, floors, cycles, and climbs on the way of `align`.

    python scripts/structure.py [CHECKOUT] [--trace]

A room is a module or a folder directly inside align, embeddings or service. An arrow leads from a
room to a room that it imports, type-checking imports aside. The floor of a room is the length of
the longest way down from it. A cycle is a set of rooms that import each other, or of modules that
do; cycles of modules count type-checking imports too.

With --trace, `isogloss align` runs on the shipped pair, and every call between rooms is recorded. A
climb is an arrow between two rooms along which a lower room called a higher one.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from types import FrameType

PACKAGES = ("embeddings", "align", "service")

Arrows = dict[str, set[str]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--trace", action="store_true")
    options = parser.parse_args()
    modules = module_arrows(options.checkout)
    typed = module_arrows(options.checkout, typing=True)
    print("package     rooms  floors  cycles of rooms  cycles of modules")
    for package in PACKAGES:
        rooms = room_arrows(modules, package)
        own = {name: each for name, each in typed.items() if name.startswith(f"{package}.")}
        floor = floors(rooms)
        counts = len(rooms), max(floor.values()) + 1, len(cycles(rooms)), len(cycles(own))
        print("{:11} {:5}  {:6}  {:16}  {:18}".format(package, *counts))
    for cycle in cycles(typed):
        print("cycle:", ", ".join(sorted(cycle)))
    if options.trace:
        trace(options.checkout.absolute(), modules)


def module_arrows(checkout: Path, *, typing: bool = False) -> Arrows:
    """Return the modules that each module imports; with `typing`, for type checking too."""
    files = {
        name_of(file.relative_to(checkout)): file
        for package in PACKAGES
        for file in sorted((checkout / package).rglob("*.py"))
    }
    arrows = {}
    for name, file in files.items():
        imported = imports(file, typing)
        imported |= {each.rpartition(".")[0] for each in imported}  # `from module import name`
        arrows[name] = imported & (files.keys() - {name})
    return arrows


def name_of(file: Path) -> str:
    """Return the name of the module in a file, relative to the checkout."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path, typing: bool) -> set[str]:
    """Return the names that a module imports, in functions too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if not typing and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_of(module: str) -> str:
    """Return the room of a module: its first two names."""
    return ".".join(module.split(".")[:2])


def room_arrows(modules: Mapping[str, set[str]], package: str) -> Arrows:
    """Return the rooms of a package, with the other rooms of it that each imports."""
    rooms: Arrows = {}
    for module, imported in modules.items():
        if module.startswith(f"{package}."):
            own = rooms.setdefault(room_of(module), set())
            own |= {room_of(each) for each in imported if each.startswith(f"{package}.")}
    return {room: imported - {room} for room, imported in rooms.items()}


def cycles(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the sets of names that reach each other."""
    reached = {name: _reached(arrows, name) for name in arrows}
    found = {frozenset({name, *_both(reached, name)}) for name in arrows if _both(reached, name)}
    return [set(each) for each in found]


def _reached(arrows: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for each in arrows.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _both(reached: Mapping[str, set[str]], name: str) -> set[str]:
    return {other for other in reached[name] if name in reached.get(other, ())} - {name}


def floors(arrows: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the floor of each room; rooms of one cycle share a floor."""
    together = {name: min({name, *cycle}) for cycle in cycles(arrows) for name in cycle}
    joined: Arrows = {}
    for name, imported in arrows.items():
        first = together.get(name, name)
        joined.setdefault(first, set()).update({together.get(each, each) for each in imported})
    joined = {name: imported - {name} for name, imported in joined.items()}
    floor: dict[str, int] = {}
    for name in TopologicalSorter(joined).static_order():
        floor[name] = 1 + max((floor[each] for each in joined[name]), default=-1)
    return {name: floor[together.get(name, name)] for name in arrows}


def trace(checkout: Path, modules: Mapping[str, set[str]]) -> None:
    """Run `isogloss align` and print the rooms that it visits, and the climbs."""
    calls = _Calls(checkout)
    sys.path.insert(0, str(checkout))
    module = "service.cli.main" if "service.cli.main" in modules else "service.cli"
    command = import_module(module).main
    samples = checkout / "embeddings" / "samples"
    with tempfile.TemporaryDirectory() as folder, suppress(SystemExit):
        spaces = [str(samples / "en.npz"), str(samples / "fr.npz")]
        output = str(Path(folder) / "model")
        sys.setprofile(calls.record)
        try:
            command(["align", *spaces, "-o", output, "--threads", "1"])
        finally:
            sys.setprofile(None)
    height = heights(modules)
    climbs = [pair for pair in calls.seen if height[pair[1]] > height[pair[0]]]
    print(f"`align` visits {len(calls.visited)} rooms; arrows that climb: {len(climbs)}")
    for caller, callee in sorted(climbs):
        print(f"  {caller} -> {callee}")


def heights(modules: Mapping[str, set[str]]) -> dict[str, tuple[int, int]]:
    """Return the height of each room in the whole house: its package, then its floor."""
    return {
        room: (place, floor)
        for place, package in enumerate(PACKAGES)
        for room, floor in floors(room_arrows(modules, package)).items()
    }


class _Calls:
    """Records the calls between rooms."""

    def __init__(self, checkout: Path) -> None:
        self._root = str(checkout) + "/"
        self.visited: set[str] = set()
        self.seen: set[tuple[str, str]] = set()

    def record(self, frame: FrameType, event: str, argument: object) -> None:
        """Record one call; a profile function."""
        callee = self._room(frame)
        if event != "call" or callee is None or frame.f_code.co_name == "<module>":
            return
        self.visited.add(callee)
        caller, before = None, frame.f_back
        while caller is None and before is not None:  # frames of libraries in between
            caller, before = self._room(before), before.f_back
        if caller is not None:
            self.seen.add((caller, callee))

    def _room(self, frame: FrameType) -> str | None:
        file = frame.f_code.co_filename
        inside = file.removeprefix(self._root)
        if inside == file or not inside.startswith(tuple(f"{each}/" for each in PACKAGES)):
            return None
        return room_of(name_of(Path(inside)))


if __name__ == "__main__":
    main()
