"""The page of a map: one self-contained file, or the same page from a service.

The single file has inline scripts and styles, and its policy allows only these, by hash. The
scripts are modules without a build step; `bundle` concatenates them.
"""

from __future__ import annotations

import re
from importlib.resources import files

from markupsafe import Markup

from service.pages import ENVIRONMENT, hash_source, palette

_ASSETS = files("service.map").joinpath("assets")

#: The main script and the style sheet.
MAIN, STYLE = "map.js", "map.css"

#: An import line of a module.
_IMPORT = re.compile(r'^import .* from "\./(?P<name>[\w-]+\.js)";$', re.MULTILINE)

#: The policy allows the hashed script and style only, and forbids HTML from strings.
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; "
    "img-src data:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def asset(name: str) -> str:
    """Return the text of a script or style."""
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def assets() -> tuple[str, ...]:
    """Return the names of the scripts and of the style sheet."""
    names = (entry.name for entry in _ASSETS.iterdir())
    return tuple(sorted(name for name in names if name.endswith((".js", ".css"))))


def one_file(title: str, data: str) -> str:
    """Return the self-contained page.

    Parameters
    ----------
    title
        The title of the page.
    data
        The JSON of the chart.
    """
    script, style = bundle(MAIN), palette() + asset(STYLE)
    policy = _POLICY.format(script=hash_source(script), style=hash_source(style))
    # A word may be `</script>`; escape `<`, which JSON allows.
    data = data.replace("<", "\\u003c")
    return _render(
        title=title,
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        data=Markup(data),
    )


def served(title: str, address: str) -> str:
    """Return the page that loads its scripts from `assets/` and its data from `address`."""
    return _render(title=title, address=address)


def bundle(name: str, seen: set[str] | None = None) -> str:
    """Return the module `name` and the modules that it imports, each once, without import lines.

    Parameters
    ----------
    name
        The name of the module.
    seen
        Names of modules already in the bundle; the function adds to it.
    """
    seen = set() if seen is None else seen
    seen.add(name)
    text = asset(name)
    imported = [
        bundle(line["name"], seen) for line in _IMPORT.finditer(text) if line["name"] not in seen
    ]
    own = re.sub(r"^export ", "", _IMPORT.sub("", text), flags=re.MULTILINE).strip()
    return "\n".join([*imported, own, ""])


def _render(**values: object) -> str:
    return ENVIRONMENT.from_string(asset("map.html")).render(values)
