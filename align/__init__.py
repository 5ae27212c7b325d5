"""TWO languages: from vectors to seeds, maps, models and translations.

A room imports only the rooms above it in this list.

errors            what can be wrong
readers/          files of known pairs, in many formats
lexicon           pairs of words
retrieval/        who is near whom, and how sure that is
maps/             from pairs of words to matrices
learning/         self-learning, its verdict, its checkpoints
seed/             one module a way to find the first pairs
model/            a model, in memory and on disk
phrases/          pairs of phrases, and the search for a sentence
translation/      words, lines, dictionaries
evaluation/       gold dictionaries, calibration, hubs
picture/          both vocabularies in the plane
runs              whole runs: from spaces to models
notebook          `Model`, as a notebook uses it
api               the front door, re-exported as `isogloss`
"""
