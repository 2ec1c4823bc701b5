"""What the villagers of a benchmark write: messages of a file, or made ones; the output says which."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.demo import sample
from bot.replay.messages import read_messages

_FILE = "messages.csv"
# One message of Telegram holds 4096 characters: the rest of a longer one is left out.
_LONGEST = 3_500
_SPOTS = ("村东头", "村西头", "大槐树底下", "磨坊门口", "戏台跟前", "碾盘边上", "后坡", "场院北边")
_MATTERS = (
    "门前的土路坑坑洼洼，下雨天车陷进去出不来，柏油路啥时候能修",
    "那头的路灯坏了好些天，晚上黑灯瞎火没法走，能不能派人修修",
    "旁边的水渠塌了一截，浇地的水过不来，请给修修",
    "门口的垃圾堆没人清运，夏天味儿大，招苍蝇",
    "后头的机井坏了，吃水得上别处挑，盼着早点修好",
    "去年就该评的低保一直没消息，名单到底贴在哪儿",
    "娃上学的校车改了点，天不亮就得站路边等，能不能晚一刻钟",
)
_FAMILIES = "周吴郑冯蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜"


@dataclass(frozen=True)
class Matters:
    """`texts` never end; `source` says where they are from."""

    texts: Iterator[str]
    source: str


def matters(data: Path | None) -> Matters:
    """Messages of a CSV file (topic, detail), or of messages.csv in a folder; without one, made ones."""
    villages = [place.name for place in sample.roster().places if place.kind == "village"]
    if data is None:
        return Matters(_made(villages), "made messages")
    path = data / _FILE if data.is_dir() else data
    texts = [message.text[:_LONGEST] for message in read_messages(path, limit=1_000_000)]
    return Matters(_placed(villages, texts), f"{len(texts):,} messages of {path.name}, with a village before")


def _placed(villages: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    for village, text in zip(itertools.cycle(villages), itertools.cycle(texts), strict=False):
        yield f"{village}：{text}"


def _made(villages: Sequence[str]) -> Iterator[str]:
    homes = list(itertools.product(_SPOTS, _MATTERS, _FAMILIES))
    for row in itertools.count(1):
        for village, (spot, matter, family) in zip(itertools.cycle(villages), homes, strict=False):
            yield f"{village}{spot}第{row}排老{family}家{matter}"
