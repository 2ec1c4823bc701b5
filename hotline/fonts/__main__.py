"""Makes the bundled font again: `python -m hotline.fonts [NotoSansCJK-Regular.ttc]`.

From Noto Sans CJK (Debian: fonts-noto-cjk) it takes what people here write: GB 2312 for simplified, the
frequent half of Big5 for traditional characters, Latin letters, punctuation and symbols. Hints and all that
only typesetting needs are left out.
"""

import sys
from pathlib import Path
from typing import Any

from hotline.fonts import BUNDLED

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FAMILY = "Noto Sans CJK SC"
_BIG5_FREQUENT = range(0xA440, 0xC67F)
# In names of people and places, and in neither of the two.
_NAMES = (
    "喆堃垚犇淼焱骉囍峯塬垴垟垯垭崀堽埝塝塆塅埗垌峁崾崄崟岽坬坂埫埏埼堌堍堎堨墕墘屾岙岜岿峂峃峒峪崆崤嵖嵝嵩嶂巘"
    "氹沄沣沺泂泃泖洑洺浉浐浛浠涢涧淏淠渌渼湉湴溇溧滃滘滠漖潆潵澥澴濛瀍灏炅炆炜炫烜烨焓焘煊煜熠燊燚"
    "玥玮玶珅珏珑珺琇琎琛琤琦琨琪琬琰瑀瑄瑜瑾璇璟瓒祎祺禔穈筼筠篁翀翃翊翎翯翾芃芊芮苒茗荃莛菀菡蕤薇藜"
    "昇昕昱昶晗晞晟晔晙暄暐曈曦朊杧杺枥栎桠桤梓棽椤楠榕樾橦欤沁泓洹浔淇淳湜溦潇澍灵煦珞皓睿砼硚祐禛"
    "彧彤忻怡恺悫惇愔慜懿戬昳晢钊钰铄铖铭锟锴镕镡闫闵阚陉陔隰霁霈靓韬韫颀颉飏飚骁骅骐骞鲲鹮麒龑龘"
)
# Latin with accents (pinyin too), punctuation, currency, arrows, signs, boxes and blocks, full-width forms.
_BLOCKS = (
    *(
        (0x20, 0xFF),
        (0x100, 0x101),
        (0x1CD, 0x1DD),
        (0x2010, 0x205F),
        (0x20A0, 0x20BF),
        (0x2100, 0x214F),
        (0x2150, 0x218B),
    ),
    *((0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x26FF)),
    *((0x2700, 0x27BF), (0x3000, 0x303F), (0xFF00, 0xFFEF)),
)


def wanted() -> set[str]:
    """The characters that the font is to have, as far as its source has them."""
    pairs = ((high, low) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    simplified = "".join(bytes(pair).decode("gb2312", "ignore") for pair in pairs)
    codes = (code.to_bytes(2, "big") for code in _BIG5_FREQUENT)
    traditional = "".join(code.decode("big5", "ignore") for code in codes)
    blocks = (chr(code) for first, last in _BLOCKS for code in range(first, last + 1))
    return {*simplified, *traditional, *_NAMES, *blocks}


def _family(collection: Any) -> Any:
    return next(font for font in collection if font["name"].getDebugName(1) == FAMILY)


def make(source: Path = SOURCE, target: Path = BUNDLED) -> int:
    """Write the font; the number of its characters."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    font = _family(TTCollection(source))
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(wanted()))
    subsetter.subset(font)
    for table in ("VORG", "vhea", "vmtx", "BASE", "GPOS", "GSUB"):
        if table in font:
            del font[table]
    subset.save_font(font, target, options)
    return len(font.getBestCmap())


if __name__ == "__main__":
    count = make(*map(Path, sys.argv[1:2]))
    sys.stdout.write(f"{BUNDLED.name}: {count} characters, {BUNDLED.stat().st_size / 1e6:.1f} MB\n")
