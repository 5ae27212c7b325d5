"""Nearest-neighbour search by inner product.

index           exact and fast indices; the only module that imports faiss
quantize        a fast index with measured recall
both_ways       neighbours between two sets of rows, in both directions, in one pass
batching        queries from many threads, searched as one batch
"""
