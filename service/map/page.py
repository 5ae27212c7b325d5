"""The page of a map: one file that holds everything, or the same from a service.

In a single file scripts and styles stand inline, so its policy allows just these, by their hashes.
The scripts are modules without a build step; `bundle` puts them behind one another.
"""

from __future__ import annotations

import re
from importlib.resources import files

from markupsafe import Markup

from service.pages import ENVIRONMENT, hash_source, palette

_ASSETS = files("service.map").joinpath("assets")

#: The module that runs the page, and what may be asked of a service.
MAIN, STYLE = "map.js", "map.css"

#: A line by which a module has something of another one.
_IMPORT = re.compile(r'^import .* from "\./(?P<name>[\w-]+\.js)";$', re.MULTILINE)

#: What is allowed beside the hashes: nothing from anywhere, and no HTML made of words.
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; "
    "img-src data:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def asset(name: str) -> str:
    """Return the text of a script or style."""
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def assets() -> tuple[str, ...]:
    """Return the names of the scripts and of the style."""
    names = (entry.name for entry in _ASSETS.iterdir())
    return tuple(sorted(name for name in names if name.endswith((".js", ".css"))))


def one_file(title: str, data: str) -> str:
    """Return the page with all in it: `data`, the JSON of a chart, too."""
    script, style = bundle(MAIN), palette() + asset(STYLE)
    policy = _POLICY.format(script=hash_source(script), style=hash_source(style))
    # A word may be `</script>`: in JSON it may as well be written without its first sign.
    data = data.replace("<", "\\u003c")
    return _render(
        title=title,
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        data=Markup(data),
    )


def served(title: str, address: str) -> str:
    """Return the page that takes its scripts from `assets/` and its data from `address`."""
    return _render(title=title, address=address)


def bundle(name: str, seen: set[str] | None = None) -> str:
    """Return the module `name` after those that it imports, each once, without their imports."""
    seen = set() if seen is None else seen
    seen.add(name)
    text = asset(name)
    before = [
        bundle(found["name"], seen) for found in _IMPORT.finditer(text) if found["name"] not in seen
    ]
    own = re.sub(r"^export ", "", _IMPORT.sub("", text), flags=re.MULTILINE).strip()
    return "\n".join([*before, own, ""])


def _render(**values: object) -> str:
    return ENVIRONMENT.from_string(asset("map.html")).render(values)
