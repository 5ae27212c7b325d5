"""TWO languages: seeds, maps, hubness, self-learning, models, lexicons, evaluation."""

from align.alignment import Alignment, learn
from align.clues import Clues, read_clues
from align.errors import DamagedModel, EmptyDictionary
from align.evaluation import Report, evaluate
from align.lexicon import Lexicon, read_lexicon, write_lexicon
from align.model import Model, build, with_fast_indices
from align.opening import open_model
from align.seed import Seed, find_seed, given_seed
from align.selflearn import Config, Place, Stage, Step
from align.storage import describe, save
from align.translate import Candidate, Translation, Translator
from align.verdict import Verdict

__all__ = [
    "Alignment",
    "Candidate",
    "Clues",
    "Config",
    "DamagedModel",
    "EmptyDictionary",
    "Lexicon",
    "Model",
    "Place",
    "Report",
    "Seed",
    "Stage",
    "Step",
    "Translation",
    "Translator",
    "Verdict",
    "build",
    "describe",
    "evaluate",
    "find_seed",
    "given_seed",
    "learn",
    "open_model",
    "read_clues",
    "read_lexicon",
    "save",
    "with_fast_indices",
    "write_lexicon",
]
