"""The words of ONE language: text to vectors; reading, writing, normalising, searching them."""

from embeddings.errors import (
    DimensionMismatch,
    EmptyCorpus,
    IsoglossError,
    MalformedFile,
    UnwritableSpace,
)
from embeddings.formats import read, write
from embeddings.index import Index
from embeddings.normalize import Normalization, normalize
from embeddings.presets import TrainingSettings
from embeddings.space import Space
from embeddings.text import Reading
from embeddings.tokens import TokenRules
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
