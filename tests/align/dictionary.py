"""A translator of given words, for what is built on translators."""

from dataclasses import dataclass, field

from align.model.vocabulary import Vocabulary
from align.translation.translator import Candidate, Translation
from embeddings.text.tokens import rules_of


@dataclass
class Language:
    """One side: its code and its words."""

    language: str
    words: tuple[str, ...]

    def __post_init__(self):
        self.vocabulary = Vocabulary(self.words)
        self.rows = self.vocabulary.rows


@dataclass
class Dictionary:
    """A translator of given words: "cat": "chat 0.7, matou 0.2"."""

    languages: str
    entries: dict[str, str]
    provenance: dict[str, object] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)

    def __post_init__(self):
        source, target = self.languages.split("-", 1)
        self.source, self.target = Language(source, tuple(self.entries)), Language(target, ())
        self.rules = rules_of(self.provenance, source)

    def translate(self, words, k):
        self.asked.append(words)
        return [
            Translation(
                word,
                word,
                self.source.rows[word] + 1,
                tuple(map(_candidate, self.entries[word].split(", ")))[:k],
            )
            for word in words
        ]


def _candidate(written):
    word, _, probability = written.partition(" ")
    return Candidate(word, 1.0, float(probability or 1), cosine=1.0, rank=1, mutual=True)
