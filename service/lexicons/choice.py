"""The formats of dictionaries, by name and by suffix, and `write_entries`."""

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
from service.lexicons.writing import LexiconFormat, LexiconInfo, Tally, language_tag
from service.lexicons.xlsx import require_library, write_xlsx
from service.version import installed_version

_TAB = "with a tab in a word; csv can hold them"
_CONTROL = "with a control character in a word; jsonl can hold them"

_FORMATS = {
    "tsv": LexiconFormat(write_tsv, _TAB),
    "csv": LexiconFormat(write_csv, ""),
    "jsonl": LexiconFormat(write_jsonl, ""),
    "xlsx": LexiconFormat(
        write_xlsx, "with a control character or over 32,767 letters; jsonl can hold them"
    ),
    "muse": LexiconFormat(write_muse, _TAB),
    "tbx": LexiconFormat(write_tbx, _CONTROL),
    "tmx": LexiconFormat(write_tmx, _CONTROL),
    "tei": LexiconFormat(write_tei, _CONTROL),
    "synonyms": LexiconFormat(
        write_synonyms, "with white space around a word; jsonl can hold them"
    ),
    "glossary": LexiconFormat(
        write_glossary, "that a spreadsheet would run as a formula; csv can hold them"
    ),
}

#: Formats by suffix without compression; `synonyms` and `glossary` have no suffix.
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
    """Return the format of `output` by its suffix; `-` is tsv.

    Parameters
    ----------
    output
        The file, with or without a suffix of compression.

    Raises
    ------
    IsoglossError
        If the suffix is unknown.
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
    """Raise `IsoglossError` if `output` is a folder or the library of `format` is missing."""
    if output.is_dir():
        raise IsoglossError(f"{output}: a folder; name a file to write")
    if format == "xlsx":
        require_library()


def lexicon_info(model: Model) -> LexiconInfo:
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
    return LexiconInfo(source, target, " ".join(statement.split()), version)


def write_entries(
    entries: Iterable[Entry], stream: BinaryIO, format: str, info: LexiconInfo
) -> tuple[Tally, str]:
    """Write `entries` to `stream` one by one.

    Parameters
    ----------
    entries
        The pairs; those of one source word are consecutive.
    stream
        The file.
    format
        A name in `FORMATS`.
    info
        Metadata of the dictionary.

    Returns
    -------
    tally
        Numbers of pairs written and left out.
    message
        Which pairs were left out; empty if none.
    """
    chosen = _FORMATS[format]
    tally = chosen.write(entries, stream, info)
    message = f"left out {tally.left_out} pairs {chosen.cannot_hold}" if tally.left_out else ""
    return tally, message


#: Names of the formats.
FORMATS = tuple(_FORMATS)
