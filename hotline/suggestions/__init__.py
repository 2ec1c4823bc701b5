"""代表建议: a deputy's formal suggestion, from a draft made of cases to the rated outcome."""
