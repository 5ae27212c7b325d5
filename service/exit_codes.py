"""Exit codes of the command line beside 0, done, and 1, bad input."""

#: A run that finished with the verdict "not aligned".
NOT_ALIGNED = 3
