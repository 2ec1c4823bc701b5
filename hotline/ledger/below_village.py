"""Places below the village: houses, groups, lanes, estates, classes of a school."""

import re
from functools import cache

from hotline.ledger.lists import THING, lists, one_of, surname
from hotline.ledger.numbers import NUMERAL
from hotline.matching import words

_BUILDING = "号楼|号院|号房|号宅|号门|号线|号(?!召|称|角|码)|户号|栋|幢|单元|室(?!内|外)|弄|门牌"
_GROUP = (
    "村民小组|村民组|小组|居民组|组(?!织|合|建|成|装)|生产队|小队|队(?!伍|员|长)|社(?!区|会|保)|巷|胡同"
    "|排(?!水|污|队|除|查|练|放)|楼(?!房|梯|道|顶)"
)
_PIECE = (
    rf"(?:第?(?:{NUMERAL}|[A-Za-z甲乙丙丁东西南北]){{1,4}}(?:[-—–]{NUMERAL}{{1,4}})*(?:{_BUILDING})"
    rf"|第?{NUMERAL}{{1,3}}(?:{_GROUP}))"
)
# A single character of these is no part of a name.
_NO_NAME = frozenset("在住到从往的是我们咱俺和把给")
_DAY = re.compile(rf"{NUMERAL}{{1,3}}号")
_ADDRESS = re.compile(
    rf"(?:门牌|户号|房号)?(?:是|为|:)?{_PIECE}(?:{_PIECE}|[-—–,]?{NUMERAL}{{1,4}}(?:室|号|户|门|房)?)*"
)
_ORDINAL = re.compile(rf"(?:倒数|数)?第{NUMERAL}{{1,3}}(?:家|户|间|门|排|栋|个?院子?|个?门|个?胡同|条?巷子?)")
_HOUSE = re.compile(rf"(?:门牌号?|房号|户号|楼号)(?:是|为|:)*{NUMERAL}{{1,6}}(?:[-—–]{NUMERAL}{{1,4}})*")
_GRADE = re.compile(
    rf"(?:[小初高]|初中|高中)?[一二三四五六七八九1-9](?:年级)?[(]?{NUMERAL}{{1,2}}[)]?班(?!车|船|客|公交|次)"
    rf"|(?:大|中|小|学前){NUMERAL}{{1,2}}班(?!车|船)|{NUMERAL}{{1,2}}班(?=的|学生|同学|孩子|[,。]|$)"
)


def mask_addresses(text: str) -> str:
    """What has a number in it: 3号楼2单元501, 十二号, 三组, 第二家, 三年级二班."""
    text = _GRADE.sub(lambda found: f"{THING}班", text)
    return _ADDRESS.sub(_address, _ORDINAL.sub(THING, _HOUSE.sub(THING, text)))


def _address(found: re.Match[str]) -> str:
    # 6月12号 is a day.
    is_day = found.string[: found.start()].endswith("月") and _DAY.fullmatch(found[0])
    return found[0] if is_day else THING


def mask_names(text: str) -> str:
    """What has a name of its own: 东沟组, 东风队, 槐树胡同, 阳光小区, 刘家洼."""
    text = _estates().sub(_estate, text)
    text = _natural().sub(lambda found: THING + found["kind"], text)
    return _of_groups(text)


@cache
def _estates() -> re.Pattern[str]:
    boundary = lists("places")["boundary"]
    kinds = one_of(lists("places")["estates"])
    name = rf"[^{boundary}\W×某\ue000-\uf8ff]{{1,4}}"
    return re.compile(rf"(?P<name>{name})(?P<kind>{kinds}|巷(?![道口子])|街坊)")


def _estate(found: re.Match[str]) -> str:
    return found[0] if found["name"] in lists("places")["generic_estates"] else THING + found["kind"]


@cache
def _natural() -> re.Pattern[str]:
    kinds = one_of(lists("places")["natural"])
    return re.compile(rf"[东西南北前后大小上下老新]?{surname()}家(?P<kind>{kinds})(?!村)")


def _of_groups(text: str) -> str:
    """东沟组, 红旗队: a group with a name; 工作组 and 施工队 are none."""
    if "组" not in text and "队" not in text:
        return text
    pieces: list[str] = []
    for word in words(text):
        if word in ("组", "队") and pieces:
            _mask_before(pieces)
        pieces.append(word)
    return "".join(pieces)


def _mask_before(pieces: list[str]) -> None:
    """The name before 组 or 队, which may have been cut into single characters: 东|沟|组."""
    boundary = lists("places")["boundary"]
    if pieces[-1].endswith(tuple(lists("places")["generic_groups"])) or not _may_name(pieces[-1]):
        return
    if pieces[-1][-1] in boundary:
        return
    was_one = len(pieces.pop()) == 1
    if was_one and pieces and _may_name(pieces[-1]) and len(pieces[-1]) <= 2 and pieces[-1] not in _NO_NAME:
        pieces.pop()
    pieces.append(THING)


def _may_name(piece: str) -> bool:
    return "\u3400" <= piece[-1] <= "\u9fff"
