"""The manifest of a model: what the model is, and the size and SHA-256 of each of its files.

`Manifest` is the one description of manifest.json: its fields, what their values must be, how they
are read and written.
"""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

from align.errors import DamagedModel
from align.learning.verdict import Evidence, Label, Verdict
from embeddings.files import PathLike

FORMAT = "isogloss-model"
VERSION = 2
MANIFEST = "manifest.json"

#: What to do about a damaged model.
REBUILD = "; align the spaces again or copy the folder again"

#: No manifest comes near this size; the rounds of an alignment take some kilobytes.
_MOST_BYTES = 16 << 20


class _Check(NamedTuple):
    """What a value has to be: in words, and as a test."""

    words: str
    holds: Callable[[Any], bool]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_number(value: object) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and math.isfinite(value)  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_steps(value: object) -> bool:
    return isinstance(value, list) and all(step in ("unit", "center") for step in value)


def _is_evidence(value: object) -> bool:
    return isinstance(value, dict) and "gain" in value and all(map(_is_number, value.values()))


def _are_counts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


def _is_index(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    numbers = _is_count(value.get("k_factor")) and _is_number(value.get("recall"))
    return value.get("kind") == "exact" or (value.get("kind") == "fast" and numbers)


def _checked(words: str, holds: Callable[[Any], bool]) -> Any:
    return field(metadata={"check": _Check(words, holds)})


def _count() -> Any:
    return _checked("a number from 1 on", _is_count)


def _text() -> Any:
    return _checked("text in one line", _is_text)


def _object() -> Any:
    return _checked("an object", lambda value: isinstance(value, dict))


def _steps() -> Any:
    return _checked("a list of 'unit' and 'center'", _is_steps)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A JSON object with known keys; keys that are not known are ignored."""

    @classmethod
    def read(cls, path: Path, values: object, prefix: str = "") -> Self:
        """Return the part that the JSON `values` hold.

        Raises
        ------
        DamagedModel
            Naming the key, if a value is not what it must be.
        """
        given = values if isinstance(values, dict) else {}
        read = {}
        for each in fields(cls):
            key, value = f"{prefix}{each.name}", given.get(each.name)
            if part := each.metadata.get("part"):
                read[each.name] = part.read(path, value, f"{key}.")
                continue
            check = each.metadata["check"]
            if not check.holds(value):
                problem = f"{key} is {reprlib.repr(value)}, {check.words} expected{REBUILD}"
                raise DamagedModel(path, problem)
            read[each.name] = value
        return cls(**read)


@dataclass(frozen=True, kw_only=True)
class SideEntry(_Part):
    """One language of a model.

    `subwords` has the numbers of `Subwords` and of its n-grams; `index` has the kind, and of a fast
    one `k_factor` and `recall`.
    """

    language: str = _checked("text in one line", lambda value: _is_text(value) and value != "")
    words: int = _count()
    candidates: int = _count()
    provenance: Mapping[str, Any] = _object()
    subwords: Mapping[str, int] | None = _checked(
        "nothing, or an object of numbers from 1 on",
        lambda value: value is None or _are_counts(value),
    )
    index: Mapping[str, Any] = _checked("'exact', or 'fast' with k_factor and recall", _is_index)

    @property
    def is_fast(self) -> bool:
        """Whether its index is a fast one."""
        return bool(self.index["kind"] == "fast")


@dataclass(frozen=True, kw_only=True)
class NormalizationEntry(_Part):
    """The normalisation steps of both sides."""

    source: Sequence[Any] = _steps()
    target: Sequence[Any] = _steps()


@dataclass(frozen=True, kw_only=True)
class VerdictEntry(_Part):
    """The verdict, as JSON holds it."""

    label: str = _text()
    evidence: Mapping[str, float] = _checked(
        "an object of numbers, 'gain' one of them", _is_evidence
    )
    advice: str = _text()

    @property
    def verdict(self) -> Verdict:
        """The verdict itself."""
        return Verdict(cast(Label, self.label), Evidence.from_dict(self.evidence), self.advice)


@dataclass(frozen=True, kw_only=True)
class Manifest(_Part):
    """All that manifest.json says; `files` is empty for a model that was not saved.

    `together` is how many models were written into one folder, None for a model on its own.
    """

    source: SideEntry = field(metadata={"part": SideEntry})
    target: SideEntry = field(metadata={"part": SideEntry})
    dimension: int = _count()
    method: Mapping[str, Any] = _object()
    normalization: NormalizationEntry = field(metadata={"part": NormalizationEntry})
    sharpness: float = _checked("a number above 0", lambda value: _is_number(value) and value > 0)
    verdict: VerdictEntry = field(metadata={"part": VerdictEntry})
    files: Mapping[str, Any] = _object()
    together: int | None = _checked(
        "nothing, or a number from 1 on", lambda value: value is None or _is_count(value)
    )

    def side(self, name: str) -> SideEntry:
        """Return the entry of the side `source` or `target`."""
        return self.source if name == "source" else self.target

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON holds it."""
        values = asdict(self)
        if self.together is None:
            del values["together"]
        return {"format": FORMAT, "version": VERSION, **values}


def read_manifest(folder: PathLike) -> Manifest:
    """Return the manifest of the model in `folder`, without looking at its other files.

    Raises
    ------
    DamagedModel
        If it is missing, not JSON, of another format or version, or a value is not what it must be.
    """
    path = Path(folder) / MANIFEST
    try:
        if (size := path.stat().st_size) > _MOST_BYTES:
            raise DamagedModel(path, f"{size:,} bytes; is this a model of isogloss?")
        values = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise DamagedModel(
            folder, f"not a model: it has no {MANIFEST}; make one with `isogloss align`"
        ) from None
    except DamagedModel:
        raise
    except (ValueError, RecursionError) as error:
        raise DamagedModel(path, f"not JSON ({error}){REBUILD}") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise DamagedModel(path, f"its format is not {FORMAT!r}; is this a model of isogloss?")
    _require_version(path, values.get("version"))
    return Manifest.read(path, values)


def _require_version(path: Path, version: object) -> None:
    if version != VERSION or isinstance(version, bool):
        older = isinstance(version, int) and version < VERSION
        remedy = "it is older; align the spaces again" if older else "update isogloss"
        shown = reprlib.repr(version)
        raise DamagedModel(path, f"version {shown}, but {VERSION} is known; {remedy}")
