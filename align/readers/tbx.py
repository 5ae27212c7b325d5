"""TermBase eXchange: version 2 (ISO 30042:2008, `martif`) and version 3 (of 2019, `tbx`).

    <termEntry><langSet xml:lang="en"><tig><term>house</term></tig></langSet> ... </termEntry>
    <conceptEntry><langSec xml:lang="en"><termSec><term>house</term></termSec></langSec> ...

A file from elsewhere may be hostile. Entities in it are refused, so nothing expands, and nothing
outside of the file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import IO
from xml.parsers import expat

from align.readers.header import not_two
from align.readers.languages import names_language
from embeddings.errors import IsoglossError, MalformedFile
from embeddings.files import PathLike
from embeddings.languages import primary

_ROOTS = ("martif", "tbx")
_CONCEPTS = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")

#: Terms of one concept, by the tag of their language.
Concept = Mapping[str, Sequence[str]]


def tbx_pairs(
    stream: IO[bytes], path: PathLike, source: str | None = None, target: str | None = None
) -> list[tuple[str, str]]:
    """Return the pairs of a TBX file: each source term of a concept with each of its target terms.

    Parameters
    ----------
    stream
        The file.
    path
        Its name, for messages.
    source, target
        Names of the languages. If the file has two languages, those that no name matches are taken
        in the order of the file.

    Raises
    ------
    MalformedFile
        If the file is not TBX, declares entities, or has more languages than two and not both that
        are asked for.
    """
    concepts = _Reader(path).read(stream)
    tags = list(dict.fromkeys(tag for concept in concepts for tag in concept))
    try:
        first, second = _two(tags, source, target)
    except IsoglossError as error:
        raise MalformedFile(path, str(error)) from None
    return [
        pair
        for concept in concepts
        for pair in product(_terms(concept, first), _terms(concept, second))
    ]


def _terms(concept: Concept, tags: Sequence[str]) -> Iterator[str]:
    return (term for tag, terms in concept.items() if tag in tags for term in terms)


def _two(
    tags: Sequence[str], source: str | None, target: str | None
) -> tuple[Sequence[str], Sequence[str]]:
    """Return the tags of the source and of the target language."""
    first, second = _matching(tags, source), _matching(tags, target)
    if first and second and first != second:
        # The names pt and pt-BR both match pt-BR; it belongs to the name that is equal to it.
        return (
            [tag for tag in first if tag not in second or tag == source],
            [tag for tag in second if tag not in first or tag == target],
        )
    groups: dict[str, list[str]] = {}
    for tag in tags:
        groups.setdefault(primary(tag), []).append(tag)
    languages = list(groups.values()) if len(groups) > 1 else [[tag] for tag in tags]
    if len(languages) != 2:
        raise not_two(tags or ["none"], source, target)
    # No name, or only one, is in the file; that one has its side.
    swapped = any(tag in languages[1] for tag in first) or any(
        tag in languages[0] for tag in second
    )
    return (languages[1], languages[0]) if swapped else (languages[0], languages[1])


def _matching(tags: Sequence[str], name: str | None) -> list[str]:
    """Return the tags of the language `name`: the same tag, else those of the same language."""
    same = [tag for tag in tags if name and tag.casefold() == name.casefold()]
    return same or [tag for tag in tags if names_language(tag, name)]


class _Reader:
    """Collects the concepts of a file while expat reads it.

    Parameters
    ----------
    path
        The file, for messages.
    """

    def __init__(self, path: PathLike) -> None:
        self._path = path
        self._concepts: list[dict[str, list[str]]] = []
        self._open: list[str] = []
        self._terms: list[str] | None = None  # those of the open language
        self._letters: list[str] | None = None  # those of the open term
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._refuse_entity

    def read(self, stream: IO[bytes]) -> list[dict[str, list[str]]]:
        """Return the terms of each concept, by the tag of their language."""
        try:
            self._parser.ParseFile(stream)
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code)
            raise self._malformed(f"not XML ({problem}); export it again") from None
        except (LookupError, UnicodeError):
            raise self._malformed("an unknown encoding; export it as UTF-8") from None
        return self._concepts

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._open and name not in _ROOTS:
            known = " or ".join(f"<{root}>" for root in _ROOTS)
            raise self._malformed(f"its root is <{tag}>, but that of TBX is {known}")
        if name in _CONCEPTS:
            self._concepts.append({})
        elif name in _LANGUAGES and self._concepts:
            language = attributes.get("xml:lang", attributes.get("lang"))
            if not language:
                raise self._malformed(f"<{tag}> has no xml:lang")
            self._terms = self._concepts[-1].setdefault(language, [])
        elif name == "term" and self._terms is not None:
            self._letters = []
        self._open.append(name)

    def _end(self, tag: str) -> None:
        name = self._open.pop()
        if name in _LANGUAGES:
            self._terms = None
        elif name == "term" and self._letters is not None and self._terms is not None:
            if term := " ".join("".join(self._letters).split()):
                self._terms.append(term)
            self._letters = None

    def _text(self, text: str) -> None:
        if self._letters is not None:
            self._letters.append(text)

    def _refuse_entity(self, name: str, *declaration: object) -> None:
        raise self._malformed(f"the entity {name!r}; write the characters themselves")

    def _malformed(self, problem: str) -> MalformedFile:
        return MalformedFile(self._path, problem, line=self._parser.CurrentLineNumber)
