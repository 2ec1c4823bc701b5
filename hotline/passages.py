"""Which passages of a message say what it is about: not the greeting, not a quoted title, not a denial."""

import re

_OFFICE = (
    "领导|书记|市长|县长|局长|厅长|处长|科长|院长|主任|镇长|乡长|区长|省长|部长|主席|代表"
    "|同志|部门|政府|单位|叔叔"
)
# 尊敬的交通局领导: whoever is greeted is not what the message is about.
_SALUTATION = re.compile(
    r"(?:尊敬|敬爱|亲爱|敬重)的[^,:!。;?]{1,24}?(?:[,:!。;?]|(?=您好|你好)|$)"
    rf"|^[^,:!。;?]{{0,16}}?(?:{_OFFICE})们?[,:!]?\s*(?:您们?|你们?|大家)好[,:!。;~]?"
)
_QUOTED = re.compile(r"《[^》]{1,60}》|\[政府发文\]|【[^】]{1,30}】")
# 不是学校的问题, 与医院无关. A question (是不是, 不是说…吗) denies nothing.
_DENIAL = re.compile(
    r"(?<!是)(?<!要)(?:并不是|并非|不是|不属于|不涉及)(?!说|很|不|没|太)[^,:!。;?]{1,12}?(?=而是|[,:!。;]|$)"
    r"|[与和跟][^,:!。;?]{1,10}(?:无关|没有?关系)"
)
_SIGNS_OF_DENIAL = ("不是", "并非", "不属于", "不涉及", "无关", "关系")
_SENTENCE = re.compile(r"[。!?;\n]")
_OPENING = 60


def telling(text: str) -> str:
    """The folded text with everything blanked that does not say what the message is about."""
    if "敬" in text or "亲爱" in text or "好" in text[:40]:
        text = _SALUTATION.sub(" ", text)
    if "《" in text or "[" in text or "【" in text:
        text = _QUOTED.sub(" ", text)
    if any(sign in text for sign in _SIGNS_OF_DENIAL):
        text = _DENIAL.sub(" ", text)
    return text


def opening(text: str) -> tuple[str, str]:
    """Split a text into its first sentence (at most 60 characters) and the rest."""
    end = _SENTENCE.search(text, 8)
    cut = min(end.end() if end else len(text), _OPENING)
    return text[:cut], text[cut:]
