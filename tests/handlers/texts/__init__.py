"""The catalogs of texts: complete in every language, used, harmless with hostile values, in plain words."""
