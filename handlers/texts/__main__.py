"""`python -m handlers.texts`: make the traditional catalog anew from the simplified one."""

import sys

from handlers.texts.traditional import TRADITIONAL, write

sys.stdout.write(f"{TRADITIONAL.name} {'written' if write() else 'is up to date'}\n")
