"""The words of ONE language: text to vectors; reading, writing, normalising, searching them."""

from embeddings.errors import (
    DimensionMismatch,
    EmptyCorpus,
    IsoglossError,
    MalformedFile,
    UnwritableSpace,
)
from embeddings.formats.choice import read, write
from embeddings.normalize import Normalization, normalize
from embeddings.presets import TrainingSettings
from embeddings.search.index import Index
from embeddings.space import Space
from embeddings.text.reading import Reading
from embeddings.text.tokens import TokenRules
from embeddings.training import train

__all__ = [
    "DimensionMismatch",
    "EmptyCorpus",
    "Index",
    "IsoglossError",
    "MalformedFile",
    "Normalization",
    "Reading",
    "Space",
    "TokenRules",
    "TrainingSettings",
    "UnwritableSpace",
    "normalize",
    "read",
    "train",
    "write",
]
