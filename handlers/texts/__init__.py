"""The catalogs, one TOML file per language; zh-Hant is made from zh-Hans by `python -m handlers.texts`."""
