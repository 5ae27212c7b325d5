"""The report of a run: one page that says what came of it, and why."""
