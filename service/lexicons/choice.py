"""Dictionaries as files that other tools read: one module a format, and the choice between them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from align.model.model import Model
from align.translation.entries import Entry
from embeddings import IsoglossError
from embeddings.files import COMPRESSED_SUFFIXES
from service.lexicons.lines import write_jsonl, write_muse, write_tsv
from service.lexicons.synonyms import write_synonyms
from service.lexicons.tables import write_csv, write_glossary
from service.lexicons.tbx import write_tbx
from service.lexicons.tei import write_tei
from service.lexicons.tmx import write_tmx
from service.lexicons.writing import About, Format, Tally, language_tag
from service.lexicons.xlsx import require_library, write_xlsx
from service.version import installed_version

_TAB = "with a tab in a word; csv has them"
_CONTROL = "with a control character in a word; jsonl has them"

_FORMATS = {
    "tsv": Format(write_tsv, _TAB),
    "csv": Format(write_csv, ""),
    "jsonl": Format(write_jsonl, ""),
    "xlsx": Format(write_xlsx, "with a control character or over 32,767 letters; jsonl has them"),
    "muse": Format(write_muse, _TAB),
    "tbx": Format(write_tbx, _CONTROL),
    "tmx": Format(write_tmx, _CONTROL),
    "tei": Format(write_tei, _CONTROL),
    "synonyms": Format(write_synonyms, "with white space around a word; jsonl has them"),
    "glossary": Format(write_glossary, "that a spreadsheet would run as a formula; csv has them"),
}

#: What an ending stands for, any compression aside; `synonyms` and `glossary` have none.
SUFFIXES = {
    ".tsv": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".txt": "muse",
    ".xlsx": "xlsx",
    ".tbx": "tbx",
    ".tmx": "tmx",
    ".tei": "tei",
}


def format_of(output: Path) -> str:
    """Return the format that the ending of `output` stands for; `-` is tsv.

    Raises
    ------
    IsoglossError
        If it stands for none.
    """
    if str(output) == "-":
        return "tsv"
    endings = [suffix for suffix in output.suffixes if suffix not in COMPRESSED_SUFFIXES]
    if not endings or endings[-1] not in SUFFIXES:
        raise IsoglossError(
            f"{output}: cannot tell the format; give --format or end the name in "
            f"{', '.join(SUFFIXES)}"
        )
    return SUFFIXES[endings[-1]]


def require_writable(output: Path, format: str) -> None:
    """Raise `IsoglossError` if `output` is a folder, or `format` needs what is not installed."""
    if output.is_dir():
        raise IsoglossError(f"{output}: a folder; name a file to write")
    if format == "xlsx":
        require_library()


def about_model(model: Model) -> About:
    """Return the metadata of the dictionary of `model`: languages, origin and licence."""
    version = installed_version()
    languages = {"source": model.source.language, "target": model.target.language}
    # Sorted, so that both directions of a model say the same.
    licences = sorted(
        f"{language}: {model.provenance[side]['licence']}"
        for side, language in languages.items()
        if model.provenance[side].get("licence")
    )
    statement = f"Found by isogloss {version} from word vectors, not checked by people."
    if licences:
        statement += f" Licence of the vectors: {', '.join(licences)}."
    source, target = map(language_tag, languages.values())
    return About(source, target, " ".join(statement.split()), version)


def write_entries(
    entries: Iterable[Entry], stream: BinaryIO, format: str, about: About
) -> tuple[Tally, str]:
    """Write `entries` to `stream` as they come.

    Returns
    -------
    tally
        Pairs written and left out.
    told
        What to tell of those left out, empty where there are none.
    """
    chosen = _FORMATS[format]
    tally = chosen.write(entries, stream, about)
    told = f"left out {tally.left_out} pairs {chosen.cannot_hold}" if tally.left_out else ""
    return tally, told


#: The names of the formats.
FORMATS = tuple(_FORMATS)
