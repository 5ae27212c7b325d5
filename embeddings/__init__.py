"""Word vectors of ONE language: training, files, normalisation and nearest-neighbour search.

errors          errors in the input
extras          optional libraries, and installed versions
progress        one callback with typed events
compiled        loops in machine code
files           compressed files, and atomic writing
archives        archives of arrays
arrays          type aliases of arrays
languages       facts about a language, by its tag
space           `Space`: words and their vectors
normalize       unit length and centring, also for new words
spectrum        the shares of variance of the principal components
subwords        vectors of letter n-grams, for words outside the vocabulary
reduction       spaces brought to one dimension
search/         nearest neighbours: exact, fast, in both directions, batched
text/           text to tokens
sentences/      text to sentences and their tokens, and back to text
lm/             how likely a sentence is
ngrams/         frequent phrases, and vectors of phrases
formats/        vector files, one module for each format
cooccurrence    vectors from counts of contexts
presets         training settings by the size of the text
training        tokens to a `Space`
samples/        the sample spaces in the package
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
