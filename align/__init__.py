"""TWO languages: seeds, maps, hubness, self-learning, models, lexicons, evaluation."""

from align.again import learn_again
from align.alignment import Alignment, learn
from align.building import build, build_shared, with_fast_indices
from align.clues import Clues, read_clues
from align.errors import DamagedModel, EmptyDictionary
from align.evaluation import Report, evaluate
from align.lexicon import Lexicon, read_lexicon, write_lexicon
from align.model import Model
from align.opening import Opener, open_model
from align.seed import find_seed, given_seed
from align.seed.trial import Seed
from align.selflearn import Config, Place, Stage, Step
from align.shared import Linked, connect, learn_shared
from align.storage import describe, save, save_shared
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
