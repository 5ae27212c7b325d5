"""What holds for the code as a whole: who imports whom, what is never used, how long things are."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

from scripts.structure import cycles, module_arrows

ROOT = Path(__file__).parents[1]
PACKAGES = ("align", "embeddings", "service")
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
FILES.append(ROOT / "isogloss.py")
NAMES = [file.relative_to(ROOT).as_posix() for file in FILES]

#: What each package may not import: service -> align -> embeddings, never back.
ABOVE = {
    "embeddings": {"align", "isogloss", "service"},
    "align": {"isogloss", "service"},
    "isogloss.py": {"service"},
    "service": {"isogloss"},
}

#: Who alone may import what.
ALONE = {
    "numba": {"embeddings/compiled.py"},
    "faiss": {"embeddings/search/index.py"},
    "gensim": {
        "embeddings/training.py",
        "embeddings/text/phrases.py",
        "embeddings/formats/fasttext.py",
    },
    "psycopg": {"service/stores/pgvector.py", "service/stores/pool.py"},
    "qdrant_client": {"service/stores/qdrant.py"},
    "opensearchpy": {"service/stores/opensearch.py"},
    "flask": {name for name in NAMES if name.startswith("service/")},
    "click": {name for name in NAMES if name.startswith("service/")},
}

#: Code in a file of data is run by whoever opens it.
NEVER = {"pickle", "joblib", "dill", "shelve", "marshal"}

MOST_LINES, MOST_BODY_LINES = 250, 40

#: Places that are only on the machine of whoever wrote them.
MACHINE = re.compile(r"/(?:work|root|home)/")
TEXTS = {".py", ".md", ".txt", ".toml", ".html", ".css", ".js", ".sh", ".json", ".yml", ".yaml"}

each_file = pytest.mark.parametrize("name", NAMES)


def _tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def _imports(name: str) -> set[str]:
    """Return the top-level packages that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: a relative import; write it in full"
            found.add(str(node.module).partition(".")[0])
    return found


@each_file
def test_imports_point_downwards(name):
    assert not _imports(name) & ABOVE[name.partition("/")[0]]


@each_file
def test_what_one_file_knows_no_other_does(name):
    assert not {package for package in _imports(name) if name not in ALONE.get(package, {name})}


@each_file
def test_scipy_is_imported_where_it_is_needed(name):
    """It takes most of a second, and serving needs none of it."""
    top = [node for node in _tree(name).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [line for line in map(ast.unparse, top) if "scipy" in line]


@each_file
def test_nothing_is_unpickled(name):
    assert not _imports(name) & NEVER
    for call in _calls(name):
        written = ast.unparse(call.func)
        if written in ("np.load", "numpy.load", "np.lib.format.read_array"):
            allowed = {keyword.arg: keyword.value for keyword in call.keywords}
            pickles = allowed.get("allow_pickle")
            assert isinstance(pickles, ast.Constant) and pickles.value is False, (
                f"{name}:{call.lineno}: {written} without allow_pickle=False"
            )


@each_file
def test_nothing_written_is_run(name):
    written = {ast.unparse(call.func) for call in _calls(name)}
    assert not written & {"eval", "exec", "os.system", "__import__"}


def _calls(name: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(_tree(name)) if isinstance(node, ast.Call))


@each_file
def test_a_file_holds_one_idea(name):
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each_file
def test_a_function_does_one_thing(name):
    long = {
        function.name: lines
        for function in ast.walk(_tree(name))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _body_lines(function)) > MOST_BODY_LINES
    }
    assert not long


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@each_file
def test_a_file_says_what_it_knows(name):
    assert ast.get_docstring(_tree(name))


def test_no_modules_import_each_other():
    assert cycles(module_arrows(ROOT, typing=True)) == []


@pytest.mark.parametrize(
    "folder", sorted({file.parent for file in FILES} - {ROOT}), ids=lambda folder: folder.name
)
def test_every_folder_has_its_map(folder):
    """Its `__init__` names each module in it, and no other."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__", "__main__"}
    if folder.name == "commands":  # a module is called as its command
        modules = set()
    assert not {name for name in modules if not re.search(rf"\b{name}\b", text or "")}
    entries = {path.stem for path in folder.iterdir()}
    rows = re.findall(r"^ *((?:[a-z_0-9]+, )*[a-z_0-9]+)(?:/|  +.*)?$", text or "", re.MULTILINE)
    assert {name for row in rows for name in row.split(", ")} <= entries


@each_file
def test_every_parameter_is_described(name):
    """A line with nothing but the name of a parameter, or its type, says nothing."""
    bare = [
        f"{node.name}: {parameter}"
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for parameter in _bare_parameters(ast.get_docstring(node) or "")
    ]
    assert not bare


def _bare_parameters(docstring: str) -> Iterator[str]:
    """Yield the parameters of a docstring in NumPy's style that have no description."""
    _, _, rest = docstring.partition("Parameters\n----------\n")
    section = re.split(r"\n\n(?:[A-Z][a-z]+\n---|>>>)", rest)[0].splitlines()
    for line, following in pairwise([*section, ""]):
        if line and not line.startswith(" ") and not following.startswith(" "):
            yield line


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_has_overwritten_ours(package):
    foreign = set(packages_distributions().get(package, [])) - {"isogloss"}
    assert not foreign, (
        f"{', '.join(sorted(foreign))} installs a package {package!r} too and may have overwritten "
        "files of isogloss; install isogloss into a virtual environment of its own"
    )


@pytest.mark.parametrize("place", [*PACKAGES, "docs", "benchmarks", "scripts", "README.md"])
def test_no_text_names_a_place_on_one_machine(place):
    start = ROOT / place
    files = start.rglob("*") if start.is_dir() else [start]
    named = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        if file.is_file() and file.suffix in TEXTS
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert not named
