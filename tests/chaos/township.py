"""A small township for chaos: one deputy per village, and as many matters as there is time to tell."""

import itertools
import random
from collections.abc import Iterator

from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster

DEPUTIES = {
    "东沟村": "李秀兰",
    "西岭村": "王建国",
    "河口村": "刘长河",
    "南洼村": "张桂芝",
    "石桥村": "陈永福",
    "杏树村": "赵春梅",
}
_SPOTS = ("村东头", "村西头", "大槐树底下", "磨坊门口", "戏台跟前", "碾盘边上", "后坡", "场院北边")
_FAMILIES = "周吴郑冯蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜"
_MATTERS = (
    "老{family}家门前的土路坑坑洼洼，下雨天车陷进去出不来，柏油路啥时候能修",
    "老{family}家那头的路灯坏了好些天，晚上黑灯瞎火没法走，能不能派人修修",
    "老{family}家旁边的水渠塌了一截，浇地的水过不来，请给修修",
    "老{family}家门口的垃圾堆没人清运，夏天味儿大，招苍蝇",
    "老{family}家后头的机井坏了，吃水得上别处挑，盼着早点修好",
)


def roster() -> Roster:
    """Its villages and deputies."""
    return Roster(
        tuple(ConstituencyRow(village, f"{village}选区") for village in DEPUTIES),
        tuple(PlaceRow(village, "村", village) for village in DEPUTIES),
        tuple(
            DeputyRow(f"D{number}", name, village)
            for number, (village, name) in enumerate(DEPUTIES.items(), start=1)
        ),
    )


def matters(chance: random.Random) -> Iterator[str]:
    """What villagers write, each once; every village has its share."""
    while True:
        told = list(itertools.product(_SPOTS, _FAMILIES, _MATTERS))
        chance.shuffle(told)
        for village, (spot, family, matter) in zip(itertools.cycle(DEPUTIES), told, strict=False):
            yield f"{village}{spot}{matter.format(family=family)}"
