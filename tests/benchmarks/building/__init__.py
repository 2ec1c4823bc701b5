"""Databases as large as a benchmark needs them, written past the program."""
