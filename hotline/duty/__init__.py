"""履职档案: what a deputy has done in a year, from recorded facts alone, and what becomes of that."""
