"""MkDocs hooks: pages from outside of docs/, and the maps of the packages.

Files such as benchmarks/README.md belong to their folders but are pages of the site too. Links
between all pages are relative to the files, so that they work in a checkout; here they are
translated to the pages of the site. A link to a file that is not on the site becomes plain text.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import griffe
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent

#: Pages of the site by the file that they are made from.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "embeddings/samples/README.md": "samples.md",
}
_FILES = {page: file for file, page in PAGES.items() if page != "index.md"}

#: A notebook in docs/, and the page that shows it.
_NOTEBOOK = re.compile(r"\.ipynb$")

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_CODE = re.compile(r"^(```.*?^```)", re.DOTALL | re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from files outside of docs/, and from notebooks."""
    for page, file in _FILES.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    for notebook in [file for file in files if _NOTEBOOK.search(file.src_uri)]:
        page = _NOTEBOOK.sub(".md", notebook.src_uri)
        cells = json.loads(notebook.content_string)["cells"]
        files.append(File.generated(config, page, content="\n\n".join(map(_cell, cells)) + "\n"))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Translate links between files to links between pages."""
    source = _FILES.get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def translated(link: re.Match[str]) -> str:
        image, text, target, anchor = link.groups()
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        inside = PAGES.get(file) or (file.removeprefix("docs/") if file.startswith("docs/") else "")
        inside = _NOTEBOOK.sub(".md", inside)
        if not inside and (ROOT / file).exists():
            return text
        here = posixpath.dirname(page.file.src_uri) or "."
        return f"{image}[{text}]({os.path.relpath(inside or target, here)}{anchor or ''})"

    parts = _CODE.split(markdown)
    parts[::2] = [_LINK.sub(translated, part) for part in parts[::2]]
    return "".join(parts)


def _cell(cell: Mapping[str, Any]) -> str:
    """Return a cell of a notebook as Markdown."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        return source
    return "\n\n".join([f"```python\n{source}\n```", *map(_output, cell["outputs"])])


def _output(output: Mapping[str, Any]) -> str:
    """Return an output of a cell as Markdown."""
    data = output.get("data", {})
    if "image/png" in data:
        png = "".join(data["image/png"]).replace("\n", "")
        return f"![output of the cell above](data:image/png;base64,{png})"
    text = "".join(data.get("text/plain", output.get("text", "")))
    return f"```text\n{text.rstrip()}\n```"


class PackageMaps(griffe.Extension):
    """Show the map in the docstring of a package line by line."""

    def on_module_instance(self, *, mod: griffe.Module, **kwargs: Any) -> None:
        """Put what follows the first paragraph into a block of code."""
        if not (mod.docstring and mod.is_init_module):
            return
        title, _, rest = mod.docstring.value.partition("\n\n")
        if rest:
            mod.docstring.value = f"{title}\n\n```text\n{rest.rstrip()}\n```"
