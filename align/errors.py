"""Errors specific to alignment. Each is an `IsoglossError`; its message says what to do."""

from embeddings.errors import IsoglossError, MalformedFile


class EmptyDictionary(IsoglossError):
    """A seed or gold dictionary with no pair that both vocabularies know."""


class DamagedModel(MalformedFile):
    """A model folder with a file that is missing, changed or of another version."""
