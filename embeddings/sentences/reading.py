"""Text files to the tokens of their sentences, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings.sentences.split import split
from embeddings.sentences.tokenise import forms_of_lines
from embeddings.text.reading import Reading, read_text

_STRICT = Reading()


def read_sentences(
    files: Sequence[Path], language: str | None, reading: Reading = _STRICT
) -> Iterator[list[str]]:
    """Yield the tokens of each sentence, in lower case.

    Parameters
    ----------
    files
        Files of text, UTF-8, plain or compressed.
    language
        A BCP 47 tag.
    reading
        Options for reading.

    Raises
    ------
    MalformedFile
        As `embeddings.text.reading.read_text`.
    IsoglossError
        If the language is written without spaces and PyICU is not installed.
    """
    for block in read_text(files, reading):
        sentences = [block.text[start:end] for start, end in split(block.text, language)]
        yield from forms_of_lines(sentences, language)
