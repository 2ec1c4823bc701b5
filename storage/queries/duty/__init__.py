"""What deputies did in a stretch of time, counted in SQL: one row a deputy, numbers by name.

A case counts for the deputy who has it now. Left out everywhere: the deputy's own cases, those that name the
deputy, and those that were merged into another. Nothing of a case but numbers leaves these queries.
"""
