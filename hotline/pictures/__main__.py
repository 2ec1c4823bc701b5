"""`python -m hotline.pictures`: reads a picture as JSON, writes it as PNG."""

import json
import sys

from hotline.pictures import from_plain
from hotline.pictures.drawing import draw

if __name__ == "__main__":
    sys.stdout.buffer.write(draw(from_plain(json.load(sys.stdin.buffer))))
