"""`python -m handlers.texts`: make the traditional catalogs anew from the simplified ones."""

import sys

from handlers.texts.traditional import FOLDERS, TRADITIONAL, write

for folder in FOLDERS:
    state = "written" if write(folder) else "is up to date"
    sys.stdout.write(f"{folder.parent.name}/{folder.name}/{TRADITIONAL.name} {state}\n")
