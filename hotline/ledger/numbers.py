"""Numbers in what the public reads: only plain quantities, years and public telephone numbers stay."""

import re
from functools import cache

from hotline.ledger.lists import THING, lists, one_of

CHINESE_DIGITS = "零〇一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖"
DIGIT = f"[0-9{CHINESE_DIGITS}]"
NUMERAL = f"[0-9{CHINESE_DIGITS}十百廿拾佰]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}][·.\-]?[A-Za-z](?:[·.\-]?(?:[A-Za-z]|{DIGIT})){{2,7}}[挂学警港澳领试超临]?"
    rf"|(?:车牌号?码?|车号|牌照号?)(?:是|为|:|尾号|后几位)*[{_PROVINCES}]?[·.]?(?:[A-Za-z]|{DIGIT}|[·.\-])+[挂学警]?"
    r"|[甲乙WV][A-Z]?[·.]?\d{5}"
)
_EMAIL = re.compile(r"[A-Za-z0-9_.+\-]+(?:@|\(at\)|艾特)[A-Za-z0-9_.\-]+|https?://\S+|www\.\S+")
# 微信号 大漠孤烟, 抖音叫乡村老王: what somebody is called elsewhere.
_HANDLE = re.compile(
    r"((?:微信|QQ|qq|扣扣|快手|抖音|小红书|微博|网名|昵称|V信|v信|加V|加v|薇信|威信)(?:号码?|名|昵称|账号|叫做?|是|为|:|,)+)"
    r"[^,。;!?、×某\s]{2,16}"
)
_MONTH = rf"(?:[正腊冬]|{NUMERAL}{{1,3}})[月./\-]"
_DAY = rf"(?:初|廿)?{NUMERAL}{{1,3}}[日号]?"
_BORN_ON = rf"(?:(?:农历|阴历|阳历|公历)?(?:{NUMERAL}{{1,4}}[年./\-])?{_MONTH}{_DAY})"
_YEAR_BORN = rf"{NUMERAL}{{2,4}}年?(?:{NUMERAL}{{1,3}}月)?"
_BIRTH = re.compile(
    rf"(?:生于|出生(?:于|在|日期|年月日?|时间)?|生日)(?:是|为|:|在)*(?:{_BORN_ON}|{_YEAR_BORN}|{NUMERAL}{{6,8}})"
    rf"|(?:{_BORN_ON}|{NUMERAL}{{2,4}}年(?:{NUMERAL}{{1,3}}月)?)(?:出生|生人|生的|生(?![产活态])|的?生日)"
    r"|属(?:鼠|牛|虎|兔|龙|蛇|马|羊|猴|鸡|狗|猪)(?=的|,|。|$)"
)
_AGE = re.compile(rf"(?:年近|年过|都)?{NUMERAL}{{1,4}}(?:多|来|几)?(周岁|岁)")
# 我妈今年八十: people leave 岁 out.
_AGE_ALONE = re.compile(rf"(今年(?:都|快|已经|刚)?){NUMERAL}{{2,4}}(?:有{NUMERAL}|多)?(?=[,。;!?了]|$)")
# 138-0013-8000, 1.3.8.0, 一三八零零: the digits of one number, however they are set apart.
_LONG = re.compile(rf"{DIGIT}(?:[-—–_.·、/|*()+]{{0,2}}{DIGIT}){{4,}}")
_STARRED = re.compile(r"[0-9*]*\*{2,}[0-9*Xx]*")
_TOKEN = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9_.\-]*")
_ROAD = re.compile(
    r"[GSXYCgsxyc]\d{1,3}(?=国道|省道|县道|乡道|村道|公路|线|高速)|(?<![A-Za-z0-9])[12345]\d{2}(?=国道|省道|县道)"
)
_MEASURED = re.compile(r"\d{1,3}(?:\.\d+)?(?:kV|KV|kv|V|kW|KW|kw|G|km|KM|m|cm|mm|kg|KG|T|t)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AFTER_NUMBERS = re.compile(r"[号楼栋幢单元室房门排座]")
_CALLED = re.compile(r"(?:打|拨|拨打|电话|热线|过|了|给|找)$")


def mask_identifiers(text: str) -> str:
    """Plates, addresses of the network, names used there, days of birth, ages, long numbers."""
    text = _EMAIL.sub(THING, _PLATE.sub(THING, text))
    text = _HANDLE.sub(lambda found: found[1] + THING, text)
    text = _AGE.sub(lambda found: THING + found[1], _BIRTH.sub(THING, text))
    text = _AGE_ALONE.sub(lambda found: found[1] + THING, text)
    return _LONG.sub(_long, _STARRED.sub(THING, text))


def mask_digits(text: str) -> str:
    """Letters and digits that are no plain quantity."""
    text = _TOKEN.sub(_token, text)
    return _NUMBER.sub(_number, text)


def _long(found: re.Match[str]) -> str:
    number = found[0]
    after = found.string[found.end() : found.end() + 1]
    if number in lists("numbers")["public_numbers"] and not _AFTER_NUMBERS.match(after):
        return number
    # 二〇二六年: a year is no one's number; nor is 七八九十.
    is_year = len(number) == 4 and number[0] in "2二" and after == "年"
    return number if is_year else THING


def _token(found: re.Match[str]) -> str:
    token, text = found[0], found.string
    road = _ROAD.match(text, found.start())
    if road is not None and road.end() <= found.end():
        return token
    if _MEASURED.fullmatch(token) or token in lists("numbers")["latin"]:
        return token
    # C级危房, A类: a grade.
    if len(token) == 1 and text[found.end() : found.end() + 1] in ("级", "类"):
        return token
    return THING


@cache
def _units() -> re.Pattern[str]:
    units = sorted(lists("numbers")["units"], key=len, reverse=True)
    return re.compile("|".join(units))


@cache
def _public() -> re.Pattern[str]:
    return re.compile(one_of(lists("numbers")["public_numbers"]))


def _number(found: re.Match[str]) -> str:
    number, text = found[0], found.string
    before, after = text[max(0, found.start() - 4) : found.start()], text[found.end() :]
    if before[-1:].isascii() and before[-1:].isalpha():
        return number  # what the letters before it have let pass
    if _ROAD.match(text, found.start()) is not None:
        return number
    if _public().fullmatch(number) and not _AFTER_NUMBERS.match(after):
        return number if _CALLED.search(before) or after.startswith(("热线", "平台", "电话")) else THING
    if len(number) == 4 and number.startswith("20"):
        return number if after.startswith("年") else THING
    whole = number.split(".")[0]
    is_day = after.startswith("号") and before.endswith("月") and not after[1:2].startswith(tuple("楼院栋"))
    return number if len(whole) <= 3 and (_units().match(after) or is_day) else THING
