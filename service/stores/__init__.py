"""Vector databases in place of an index in memory: one module a database.

choice          which database a URL means
address         the parts of such a URL
store           what every database has to do, and a collection as an index
collections     a model written to a database, and found there again
pool            connections to PostgreSQL
pgvector, qdrant, opensearch

CSLS is kept exactly: each vector has its penalty as one more column, each query -1 there, and the
largest inner product wins.
"""
