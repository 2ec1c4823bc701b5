"""年度工作总结: a year of the hotline in numbers, written in the shape of a congress's annual report."""
