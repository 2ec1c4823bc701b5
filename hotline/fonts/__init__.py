"""The font of what the hotline draws, so that no village's name shows as boxes.

A part of Noto Sans CJK SC under the SIL Open Font License (OFL.txt beside it);
`python -m hotline.fonts` makes it again.
"""

from functools import cache
from pathlib import Path

BUNDLED = Path(__file__).parent / "NotoSansCJKsc-Hotline.otf"
PACKAGE = "fonts-noto-cjk"
"""What Debian and Ubuntu call the package that holds every character."""
INSTALLED = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
# Takes no ink: no font needs them.
_BLANK = frozenset("\n\r\t\u200b\ufeff")


@cache
def characters_in(font: Path) -> frozenset[str]:
    """Every character that a font file has; of a collection its first font's."""
    from fontTools.ttLib import TTFont  # on demand: seldom needed

    with TTFont(font, fontNumber=0, lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


def missing_characters(text: str, font: Path = BUNDLED) -> list[str]:
    """The characters of `text` that the font lacks, each once, in their order."""
    return [char for char in dict.fromkeys(text) if char not in characters_in(font) | _BLANK]


def font_for(text: str) -> Path:
    """The bundled font; where it lacks a character and an installed one has it, that one."""
    missing = "".join(missing_characters(text))
    if not missing:
        return BUNDLED
    found = (font for font in INSTALLED if font.exists() and not missing_characters(missing, font))
    return next(found, BUNDLED)
