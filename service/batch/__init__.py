"""Run many jobs from one file of jobs, on this machine or on a cluster.

read, settings     read the file of jobs and report every mistake in it
inputs, links      check the files that a job reads, and the jobs against each other
jobs               a job, and what each kind of job reads and writes
plan, digests      the order of the jobs, and the hash that identifies each result
store              the stored results; a result is complete or absent
work               run one job in a process of its own (`service.cli.child`)
local, cluster     the two runners
schedule           start each job as soon as the jobs that it needs are done
show, table        the progress display and the final table
"""
