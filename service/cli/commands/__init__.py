"""The commands, one a module: each reads, makes one call, and writes."""
