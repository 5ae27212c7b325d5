"""Isogloss in Python: bilingual dictionaries from text in two languages, without a dictionary.

import isogloss

en, fr = isogloss.read("en.vec"), isogloss.read("fr.vec")
model = isogloss.align(en, fr, random_seed=0)
model.verdict.label
model.translate(["house", "music"], k=3)
model.save("en-fr/")
model = isogloss.open("en-fr/")
"""

from align.api import align, align_many, open, save_many
from align.errors import DamagedModel, EmptyDictionary
from align.evaluation.gold import Report
from align.learning.verdict import Evidence, Verdict
from align.lexicon import Lexicon, read_lexicon, write_lexicon
from align.notebook import Model
from align.translation.forms import GroupedCandidate
from align.translation.translations import Translations
from align.translation.translator import Candidate, Translation
from embeddings import (
    DimensionMismatch,
    EmptyCorpus,
    IsoglossError,
    MalformedFile,
    Reading,
    Space,
    TokenRules,
    TrainingSettings,
    UnwritableSpace,
    read,
    train,
    write,
)
from embeddings.progress import Advanced, Attempted, Event, Message
from embeddings.samples import sample

__all__ = [
    "Advanced",
    "Attempted",
    "Candidate",
    "DamagedModel",
    "DimensionMismatch",
    "EmptyCorpus",
    "EmptyDictionary",
    "Event",
    "Evidence",
    "GroupedCandidate",
    "IsoglossError",
    "Lexicon",
    "MalformedFile",
    "Message",
    "Model",
    "Reading",
    "Report",
    "Space",
    "TokenRules",
    "TrainingSettings",
    "Translation",
    "Translations",
    "UnwritableSpace",
    "Verdict",
    "align",
    "align_many",
    "open",
    "read",
    "read_lexicon",
    "sample",
    "save_many",
    "train",
    "write",
    "write_lexicon",
]
