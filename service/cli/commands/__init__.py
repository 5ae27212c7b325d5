"""The commands, one a module: each reads, makes one call, and writes."""

#: Exit code of a run that finished with the verdict "not aligned".
NOT_ALIGNED = 3
