"""Counts over a station's cases for digests and trends; everything is filtered and summed in SQL.

What happened in a time is read from the events, clocks and filings of that time alone, what is so now from
the open cases alone: no count grows with the years that a hotline has behind it.
"""
