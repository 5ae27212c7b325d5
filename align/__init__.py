"""TWO languages: seeds, maps, hubness, self-learning, models, lexicons, evaluation."""

from align.errors import DamagedModel, EmptyDictionary
from align.evaluation.gold import Report, evaluate
from align.learning.alignment import Alignment, learn
from align.learning.hub import Linked, connect, learn_shared
from align.learning.restart import learn_again
from align.learning.selflearn import Config, Place, Stage, Step
from align.learning.trial import Seed
from align.learning.verdict import Verdict
from align.lexicon import Lexicon, read_lexicon, write_lexicon
from align.model.build import build, build_shared, with_fast_indices
from align.model.load import Opener, open_model
from align.model.model import Model
from align.model.save import describe, save, save_shared
from align.retrieval.clues import Clues, read_clues
from align.seed.find import find_seed, given_seed
from align.translation.translator import Candidate, Translation, Translator

__all__ = [
    "Alignment",
    "Candidate",
    "Clues",
    "Config",
    "DamagedModel",
    "EmptyDictionary",
    "Lexicon",
    "Linked",
    "Model",
    "Opener",
    "Place",
    "Report",
    "Seed",
    "Stage",
    "Step",
    "Translation",
    "Translator",
    "Verdict",
    "build",
    "build_shared",
    "connect",
    "describe",
    "evaluate",
    "find_seed",
    "given_seed",
    "learn",
    "learn_again",
    "learn_shared",
    "open_model",
    "read_clues",
    "read_lexicon",
    "save",
    "save_shared",
    "with_fast_indices",
    "write_lexicon",
]
