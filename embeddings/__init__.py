"""The words of ONE language: text to vectors; reading, writing, normalising, searching them.

errors          what can be wrong with the input
extras          optional libraries, and installed versions
progress        one callback with typed events
files           files as bytes: compressed or not, written whole or not at all
arrays          the types of arrays
languages       facts about a language that its tag tells
space           `Space`: words and their vectors
normalize       unit length and centring, in a form that applies to new words
spectrum        how the variance is spread over the principal components
subwords        vectors of letter n-grams, for words outside the vocabulary
search/         nearest rows: exact, fast, both ways, batched
text/           text to tokens
formats/        files of vectors, one module a format
presets         training settings by the size of the text
training        tokens to a `Space`
samples/        the shipped spaces
"""

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
