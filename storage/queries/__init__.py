"""Queries, one room per subject. They read and write rows; they never commit and decide nothing."""
