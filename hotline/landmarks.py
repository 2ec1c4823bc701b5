"""Names of estates, roads and schools that no gazetteer knows, guessed by how they end."""

import re
from collections import Counter
from collections.abc import Sequence

# Masked areas as in A市, K8县; they say little by themselves and never belong to a name.
AREA = re.compile(r"(?<![a-z])[a-z]\d{0,2}[市县区](?:市(?!场|政))?")
_ENDINGS = (
    "小区|新城|花园|家园|花苑|公寓|广场|大厦|学校|中学|小学|学院|大学|幼儿园|医院|市场|工业园|产业园|"
    "物流园|公园|社区|街道|大道|公司|车站|国际城|苑|城(?![市管乡区镇苑])|(?<!政)府|湾|园(?!区|林)|村(?![民委])|"
    "镇(?!政府)|乡(?!镇|村|亲)|路(?![灯口面段])|街(?!道)|巷|厂(?!家)|桥|郡|庄|轩"
)
# A name begins where the text does, after an area, or after one of these …
_BEFORE = re.compile(
    r"[^\w]+|_|尊敬的|领导|您好|你好|请问|问问|关于|反映|投诉|举报|咨询|建议|希望|请求|恳请|强烈|要求|坚决|"
    r"反对|加快|解决|关注|位于|坐落|座落|家住|就是|购买了?|我是|我们是|本人是?|造成|盼|望|请|在|对|给|就|于|是|"
    r"和|与|及|到|从|把|被|的|了|附近|周边|旁边?|对面|门口|内|里|外|有关|涉嫌|违规|非法|亦无|[一二三四五六七八九十\d]+(?:栋|期|楼)"
)
_NAME = re.compile(rf"\w{{1,7}}?(?:{_ENDINGS})(?:小区|[一二三四五六七八九十]组)?")
_NO_NAMES = {
    "小区",
    "本小区",
    "该小区",
    "农村",
    "本村",
    "我村",
    "道路",
    "马路",
    "旧城",
    "老城",
    "县城",
    "本公司",
}
_OURS = ("我", "你", "咱", "本", "该", "全", "各", "某", "这", "那", "每")
_WIDE = ("路", "大道", "街", "街道", "镇", "乡", "社区")


def landmarks(text: str) -> list[str]:
    """The names in a folded lower-case text, in order, each without the word 小区 behind it."""
    found: dict[str, None] = {}
    for run in _BEFORE.split(AREA.sub(" ", text)):
        for name in _chain(run or ""):
            if name not in _NO_NAMES and not name.startswith(_OURS):
                found[_short(name)] = None
    return list(found)


def _chain(run: str) -> list[str]:
    """Names one after the other; two narrow ones are one: 青山新村西苑."""
    names: list[str] = []
    at = 0
    while match := _NAME.match(run, at):
        at = match.end()
        if names and not names[-1].endswith(_WIDE) and not match[0].endswith(_WIDE):
            names[-1] += match[0]
        else:
            names.append(match[0])
    return names


def usual_landmark(texts: Sequence[str]) -> str | None:
    """The name that most of the texts share, a narrow place rather than a road or a town."""
    counted = Counter(name for text in texts for name in landmarks(text))
    usual = [name for name, times in counted.items() if times * 3 >= len(texts) and times > 1]
    return max(usual, key=lambda name: counted[name] * (0.6 if name.endswith(_WIDE) else 1.0), default=None)


def usual_area(texts: Sequence[str]) -> str | None:
    """The narrowest area that a good part of the texts name: A2区 rather than A市."""
    counted = Counter(area for text in texts for area in set(AREA.findall(text)))
    usual = [area for area, times in counted.items() if times * 3 >= len(texts)]
    best = max(usual, key=lambda area: (not area.endswith("市"), counted[area]), default=None)
    return best.upper() if best else None


def _short(name: str) -> str:
    return name.removesuffix("小区") if len(name) > 4 else name
