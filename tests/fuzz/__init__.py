"""Hostile input for every door of the hotline: `python -m tests.fuzz`, or `make fuzz`."""
