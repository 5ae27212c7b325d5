"""Vector databases that replace the index in memory: one module for each database.

choice          the database of a URL
address         the parts of a database URL
store           the interface of every database, and a collection as an index
collections     writes a model to a database and searches it there
pool            connections to PostgreSQL
pgvector, qdrant, opensearch

CSLS stays exact. Each vector has its penalty as one more column, and each query has -1 there. The
candidates are the rows with the largest inner product.
"""
