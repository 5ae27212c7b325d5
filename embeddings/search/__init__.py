"""The nearest rows to a query.

index           exact and fast indices; the only module that knows faiss
quantize        a fast index that is measured to be good enough
both_ways       the nearest of each row, both ways, in one pass
batching        queries of many threads, answered as one
"""
