"""Pages and figures about a model.

page            the report: one page that says how a run went, and why
evidence        the verdict's evidence, measured against its limits
history         how learning went, from the manifest
convergence     learning as a curve
plots, svg      the other figures, and the SVG that they are made of
writing         `--report` and `--gold`
scores          an evaluation, for programs and for people
card            a model card
"""
