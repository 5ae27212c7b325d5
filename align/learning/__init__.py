"""From a seed to an alignment: induce a dictionary, solve for the maps, again.

selflearn       the loop: rounds, stages, their settings and state
alignment       `learn`: normalise, learn, refine, judge; the `Alignment` that results
restart         a second start where the first does not convince
hub             many languages in one space
verdict         did it work, told without a gold dictionary
trial           a seed, judged by short runs of the loop
checkpoint      an unfinished alignment on disk, to resume from
"""
