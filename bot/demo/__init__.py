"""The demonstration: a sample township, and the walk through it."""
