"""Both vocabularies of a model in the plane.

chart           the words to draw, their places and their translations
layout          principal components of the shared space
embed2d         UMAP and t-SNE over the neighbours by CSLS
"""
