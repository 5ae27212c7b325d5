"""Many jobs from one file: read and checked, planned by content, run here or on a cluster, tabled.

read, settings     the file of jobs -> jobs, or all that is wrong with it
jobs               what a job is, and what each kind of job reads and writes
plan, digests      the order of the jobs, and the key that each result is kept under
store              results, each whole or not there
work, child        one job in a process of its own
local, cluster     where jobs run
schedule           what runs when
show, table        what is told while they run, and in the end
"""
