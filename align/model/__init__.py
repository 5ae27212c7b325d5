"""A model: two vocabularies in one space, with each word's candidates; in memory and on disk.

model           `Model`, `Side` and `Table`
vocabulary      a side's words, found in several written forms
build           from two spaces and their alignment to a model
manifest        manifest.json: its fields, and the files that it vouches for
save            a model to a folder
load            a folder to a model, checked before it is believed
arrays          arrays in files that are not trusted
overwrite       what a model may be written over
"""
