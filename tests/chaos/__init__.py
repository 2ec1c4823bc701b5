"""Chaos: replicas and the database are killed under load, and afterwards everything is counted anew."""
