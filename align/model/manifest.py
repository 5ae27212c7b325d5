"""The manifest of a model: what the model is, and the size and SHA-256 of each of its files.

`Manifest` defines manifest.json: its fields, the condition on each value, and how to read and write
them.
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

#: Advice for a damaged model.
REBUILD = "; align the spaces again or copy the folder again"

#: Larger than any manifest: the record of all rounds takes some kilobytes.
_MAX_BYTES = 16 << 20


class _Check(NamedTuple):
    """A condition on a value: in words for messages, and as a function."""

    words: str
    holds: Callable[[Any], bool]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_number(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type]


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
    return _checked("a positive integer", _is_count)


def _text() -> Any:
    return _checked("one line of text", _is_text)


def _object() -> Any:
    return _checked("an object", lambda value: isinstance(value, dict))


def _steps() -> Any:
    return _checked("a list of 'unit' and 'center'", _is_steps)


@dataclass(frozen=True, kw_only=True)
class _JsonObject:
    """A JSON object with known keys; unknown keys are ignored."""

    @classmethod
    def read(cls, path: Path, values: object, prefix: str = "") -> Self:
        """Return the part that the JSON `values` describe.

        Parameters
        ----------
        path
            The file, for messages.
        values
            The parsed JSON.
        prefix
            The key of this part in the file, for messages.

        Raises
        ------
        DamagedModel
            If a value does not satisfy its condition. The message names the key.
        """
        items = values if isinstance(values, dict) else {}
        parsed = {}
        for each in fields(cls):
            key, value = f"{prefix}{each.name}", items.get(each.name)
            if part := each.metadata.get("part"):
                parsed[each.name] = part.read(path, value, f"{key}.")
                continue
            check = each.metadata["check"]
            if not check.holds(value):
                problem = f"{key} is {reprlib.repr(value)}; expected {check.words}{REBUILD}"
                raise DamagedModel(path, problem)
            parsed[each.name] = value
        return cls(**parsed)


@dataclass(frozen=True, kw_only=True)
class SideEntry(_JsonObject):
    """One language of a model.

    `subwords` has the parameters of `Subwords`, and the number and dimension of its n-grams.
    `index` has the kind of the index; a fast index also has `k_factor` and `recall`.
    """

    language: str = _checked("one line of text", lambda value: _is_text(value) and value != "")
    words: int = _count()
    candidates: int = _count()
    provenance: Mapping[str, Any] = _object()
    subwords: Mapping[str, int] | None = _checked(
        "null or an object of positive integers",
        lambda value: value is None or _are_counts(value),
    )
    index: Mapping[str, Any] = _checked("'exact', or 'fast' with k_factor and recall", _is_index)

    @property
    def is_fast(self) -> bool:
        """Whether the side has a fast index."""
        return bool(self.index["kind"] == "fast")


@dataclass(frozen=True, kw_only=True)
class NormalizationEntry(_JsonObject):
    """The normalisation steps of both sides."""

    source: Sequence[Any] = _steps()
    target: Sequence[Any] = _steps()


@dataclass(frozen=True, kw_only=True)
class VerdictEntry(_JsonObject):
    """The verdict, in JSON values."""

    label: str = _text()
    evidence: Mapping[str, float] = _checked(
        "an object of numbers, 'gain' one of them", _is_evidence
    )
    advice: str = _text()

    @property
    def verdict(self) -> Verdict:
        """The entry as a `Verdict`."""
        return Verdict(cast(Label, self.label), Evidence.from_dict(self.evidence), self.advice)


@dataclass(frozen=True, kw_only=True)
class Manifest(_JsonObject):
    """The content of manifest.json.

    `files` is empty for a model that was not saved. `together` is the number of models that were
    written into one folder; None for a model on its own.
    """

    source: SideEntry = field(metadata={"part": SideEntry})
    target: SideEntry = field(metadata={"part": SideEntry})
    dimension: int = _count()
    method: Mapping[str, Any] = _object()
    normalization: NormalizationEntry = field(metadata={"part": NormalizationEntry})
    sharpness: float = _checked("a positive number", lambda value: _is_number(value) and value > 0)
    verdict: VerdictEntry = field(metadata={"part": VerdictEntry})
    files: Mapping[str, Any] = _object()
    together: int | None = _checked(
        "null or a positive integer", lambda value: value is None or _is_count(value)
    )

    def side(self, name: str) -> SideEntry:
        """Return the entry of the side `source` or `target`."""
        return self.source if name == "source" else self.target

    def to_json(self) -> dict[str, Any]:
        """Return the manifest in JSON values."""
        values = asdict(self)
        if self.together is None:
            del values["together"]
        return {"format": FORMAT, "version": VERSION, **values}


def read_manifest(folder: PathLike) -> Manifest:
    """Return the manifest of the model in `folder`, without checking its other files.

    Parameters
    ----------
    folder
        The folder of a model.

    Raises
    ------
    DamagedModel
        If the manifest is missing, not JSON, of another format or version, or has an invalid value.
    """
    path = Path(folder) / MANIFEST
    try:
        if (size := path.stat().st_size) > _MAX_BYTES:
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
        remedy = "the model is older; align the spaces again" if older else "update isogloss"
        shown = reprlib.repr(version)
        raise DamagedModel(path, f"version {shown}; expected {VERSION}; {remedy}")
