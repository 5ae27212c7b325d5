"""Tokens to a text with the spacing of the language."""

from __future__ import annotations

from collections.abc import Iterable

from embeddings.sentences.spacing import bare, between


def detokenise(tokens: Iterable[str], language: str | None) -> str:
    """Return a text of `tokens`, spaced as in the language.

    Parameters
    ----------
    tokens
        The tokens, in the form or the case of `embeddings.sentences.tokenise.Token`.
    language
        A BCP 47 tag.

    >>> detokenise(["Do", "n't", "say", "(", "yes", ")", "!"], "en")
    "Don't say (yes)!"
    """
    parts: list[str] = []
    last = None
    for token in tokens:
        if token:
            if last is not None:
                parts.append(between(last, token, language))
            parts.append(bare(token))
            last = token
    return "".join(parts)
