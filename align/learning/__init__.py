"""Learn an alignment from a seed: induce a dictionary, solve for the maps, and repeat.

config          the settings of the loop
selflearn       the loop: its rounds, and its state between them
alignment       `learn`: normalise, learn, refine, judge; the `Alignment` that results
company         a second look at the contexts of words, with the first dictionary
record          the evidence of an alignment, and how it was made
restart         a second start for an alignment that does not convince
hub             many languages in one space
verdict         did it work, judged without a gold dictionary
kept            how many known pairs a map keeps
short_run       short runs of the loop: witnesses, and the null
letters         vectors without what letters explain
trial           a seed, judged by short runs
checkpoint      an unfinished run in a folder, to resume from
snapshot        the files of such a folder
"""
