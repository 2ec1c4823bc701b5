"""Which words of a case may be shown to neighbours: never what names a person or tells of a home."""

import re

from hotline.danger import find_danger
from hotline.normalisation import fold
from hotline.passages import telling

_LENGTH = 30
_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_OFFICE = (
    "书记|主任|村长|会计|队长|组长|支书|老板|老师|校长|所长|院长|医生|大夫"
    "|镇长|乡长|局长|科长|股长|大爷|大娘|大妈"
)
# 刘家屯 and 小王庄 are places.
_NO_PLACE = "(?![\u4e00-\u9fff]?[村屯庄营堡河沟店岭窝台坡])"
# 王桂芳主任, 老李, 张家, 姓张的, 叫刘强, 某某: somebody is meant.
_SOMEBODY = re.compile(
    rf"[{_SURNAME}][\u4e00-\u9fff]{{0,2}}?(?:{_OFFICE})|[{_SURNAME}](?:总|某|婶|叔|哥|姐|嫂|家{_NO_PLACE})"
    rf"|[老小][{_SURNAME}]{_NO_PLACE}|姓[{_SURNAME}]|(?:叫|名叫|名字是)[{_SURNAME}][\u4e00-\u9fff]{{1,2}}"
    "|某某|某人|举报|实名|贪|受贿|打人|骂人"
)
_AT_HOME = re.compile(
    r"[我俺咱](?:家|爸|妈|爹|娘|儿|女|孙|弟|妹|哥|姐|爷|奶|老公|老婆|丈夫|妻|媳妇|岳|婆|叔|姨|舅|姑|本人)"
    r"|家里|老伴|媳妇|丈夫|妻子|老婆|老公|母亲|父亲|孩子|儿子|女儿|孙子|孙女|离婚|残疾|癌|瘫|病|低保|贫困|欠|工资|\*"
)
_CLAUSE = re.compile(r"[。!?;\n,]")


def may_be_offered(text: str) -> bool:
    """Whether neighbours may be told that such a case exists: nobody is in danger or in despair, or named."""
    return find_danger(text) is None and _SOMEBODY.search(fold(text)) is None


def public_words(text: str) -> str:
    """The beginning of what a case says, as far as neighbours may read it; empty where they may not."""
    for clause in _CLAUSE.split(telling(fold(text))):
        clause = " ".join(clause.split())
        if len(clause) >= 4:
            is_private = _AT_HOME.search(clause) or _SOMEBODY.search(clause)
            return "" if is_private else clause[:_LENGTH]
    return ""
