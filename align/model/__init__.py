"""A model: two vocabularies in one space, with each word's candidates; in memory and on disk.

model           `Model`, `Side` and `Table`
vocabulary      look-up of a side's words, in several written forms
build           builds a model from two spaces and their alignment
company         the same, after a second look at the contexts of words
given           known pairs come first in the tables
manifest        the fields of manifest.json
save            writes a model to a folder
load            opens a model folder after checking it
integrity       sizes and checksums of a model's files
arrays          reads arrays from untrusted files
overwrite       keeps a model from replacing anything but a model
"""
