"""Pages and figures about a model.

page            the report: one page with the results of a run and their evidence
evidence        the evidence of a verdict, with its thresholds
history         the history of learning, from the manifest
convergence     the chart of the history
plots, svg      the other charts, and SVG helpers
writing         the options `--report` and `--gold`
scores          the scores of an evaluation, as JSON and as text
card            the model card
"""
