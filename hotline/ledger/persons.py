"""Names of persons in a folded text, by what stands around them: titles, forms of address, introductions."""

import re
from collections.abc import Callable
from functools import cache

from hotline.ledger.bare_names import is_given, is_plain_word, mask_bare_names, starts_plainly
from hotline.ledger.lists import PERSON, characters, lists, one_of, surname, words_of

Replace = Callable[[re.Match[str]], str]
_HAN = "\u3400-\u9fff"
_OLD_AND_SMALL = frozenset({"养老", "敬老", "古老", "衰老", "大小", "中小", "幼小", "弱小"})
# 家具, 家庭 and the like are nobody's home.
_NO_HOME = f"(?![{_HAN}]?(?:具|电|庭(?!院)|长|乡|园|政|务|属|畜|禽|教))"
# Stands in no name: 李已经家 is none.
_FUNCTION = re.compile(
    "[的了是不没在有这那跟把被给到去来下里外都也还就很和与说要会能让从用向为因而且或][\u3400-\u9fff]?"
)
# 施工人员, 付工资: no engineer is meant.
_NO_TITLE = "(?![人程作地资厂业期序艺具])"


def mask_persons(text: str) -> tuple[str, bool]:
    """The text with marks in place of names, and whether somebody is spoken of by an office held."""
    for pattern, replaced in _BY_CONTEXT:
        text = _replaced(pattern(), replaced, text)
    names_official = speaks_of_officials(text)
    for pattern, replaced in _BY_ADDRESS:
        text = _replaced(pattern(), replaced, text)
    return mask_bare_names(text), names_official


def _replaced(pattern: re.Pattern[str], replace: Replace, text: str) -> str:
    """As re.sub; but what a rule declines hides nothing that begins inside it: 和魏二家."""
    pieces, place = [], 0
    while (found := pattern.search(text, place)) is not None:
        by = replace(found)
        end = found.start() + 1 if by == found[0] else found.end()
        pieces += [text[place : found.start()], text[found.start() : end] if by == found[0] else by]
        place = end
    return "".join([*pieces, text[place:]])


def speaks_of_officials(text: str) -> bool:
    """Whether a text speaks of somebody by an office: in a village everybody knows who that is."""
    return _official().search(text) is not None


def _given(longest: int = 2) -> str:
    return f"[{''.join(sorted(characters('persons', 'given')))}]{{1,{longest}}}"


def _any_given() -> str:
    """Where something else says that a name comes."""
    both = characters("persons", "given") | characters("persons", "given_too")
    return f"[{''.join(sorted(both))}]{{1,2}}"


@cache
def _introduction() -> re.Pattern[str]:
    """The name that follows: whole where it ends there, else three characters after a surname, or two."""
    said = one_of(lists("persons")["introductions"])
    doubles = one_of(lists("persons")["double_surnames"])
    return re.compile(
        rf"(?P<said>{said})(?!什么|啥|的|了|不|人家|车|苦)"
        rf"(?:(?:{doubles})[{_HAN}]{{1,2}}|[{_HAN}]{{2,4}}(?=[^{_HAN}]|$)|[{_HAN}]{_any_given()}|[{_HAN}]{{2,3}})"
    )


@cache
def _called() -> re.Pattern[str]:
    """叫刘强, 姓王; 百姓 and 叫停 are no introductions."""
    return re.compile(rf"(?P<said>叫|(?<![百老同贵])姓)(?P<name>{surname()}(?:{_any_given()})?)(?!名)")


@cache
def _anonymous() -> re.Pattern[str]:
    """李某, 王某某, 张××, 刘*强, 陈X."""
    blanks = r"某某|某|×+|\*+|[xX]{1,3}|○+|〇+|__+"
    return re.compile(rf"{surname()}(?:{blanks})(?:{_given(1)}(?![{_HAN}]?[的了着]))?")


@cache
def _foreign() -> re.Pattern[str]:
    elements = one_of(lists("persons")["foreign"])
    return re.compile(
        rf"[{_HAN}]{{2,9}}(?:·[{_HAN}]{{1,9}})+|(?:{elements}){{2,}}|(?:{elements})[{_HAN}]?(?=[家说,。大叔哥]|$)|{elements}"
    )


@cache
def _nickname() -> re.Pattern[str]:
    looks = "麻子|瘸子|瞎子|拐子|哑巴|胖子|瘦子|秃子|聋子|大脑袋|大个子"
    looks += "|寡妇|光棍|傻子|疯子|大傻|大头|大脚|大嘴|快嘴|二愣|三炮|老大|老幺"
    looks += "|[一二三四五六七八九大小]狗|老[一二三四五六七八九幺大]"
    return re.compile(
        rf"(?:{surname()})?(?:{one_of(lists('persons')['nicknames'])})子?|{surname()}(?:{looks})"
    )


@cache
def _official() -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of(lists('persons')['officials'])})(?!们?好|您好)")


@cache
def _kin() -> re.Pattern[str]:
    """秀兰婶, 王建国大爷, 强哥, 桂芳主任: without a surname, or with one."""
    kin = one_of([title for title in lists("persons")["kin"] if title[0] not in "他她的媳"])
    others = "书记|主任|村长|老师|师傅|队长"
    return re.compile(rf"(?:{surname()})?(?P<given>{_given()})(?P<title>{kin}|家{_NO_HOME}|{others})")


def _before_kin(found: re.Match[str]) -> str:
    given, title, whole = found["given"], found["title"], found[0]
    if is_plain_word(given + title) or is_plain_word(whole[-2:]) or is_plain_word(whole[-3:]):
        return whole
    is_number = len(given) == 1 and given in "大小老二三四五六七八九"
    is_word = len(given) > 1 and is_plain_word(given) and given not in words_of("persons", "namelike")
    if (is_number or is_word or (title == "家" and len(given) < 2)) and len(whole) == len(given + title):
        return whole
    return PERSON + title


@cache
def _titled() -> re.Pattern[str]:
    titles = one_of([*lists("persons")["offices"], *lists("persons")["kin"]])
    return re.compile(rf"(?P<surname>{surname()})(?P<given>[{_HAN}]{{0,2}}?)(?P<title>{titles})")


@cache
def _briefly_titled() -> re.Pattern[str]:
    titles = one_of(lists("persons")["short_titles"])
    return re.compile(rf"(?P<surname>{surname()})(?P<given>)(?P<title>{titles}){_NO_TITLE}")


def _before_title(found: re.Match[str]) -> str:
    name, given, title = found["surname"], found["given"], found["title"]
    if not given and name in characters("persons", "doubtful"):
        return found[0]
    is_word = is_plain_word(found[0]) and (given or len(title) == 1)
    is_word = is_word or found[0] in words_of("persons", "ordinary")
    if is_word or (len(title) == 1 and given and not is_given(given)):
        return found[0]
    # 马路施工队长: the surname belongs to another word.
    if given and not is_given(given) and starts_plainly(name + given):
        return found[0]
    return PERSON + title


@cache
def _family() -> re.Pattern[str]:
    return re.compile(rf"(?P<old>[老小大]?)(?P<surname>{surname()})(?P<given>[{_HAN}]{{0,2}}?)家{_NO_HOME}")


def _before_home(found: re.Match[str]) -> str:
    old, name, given = found["old"], found["surname"], found["given"]
    if not given:
        is_word = is_plain_word(f"{name}家") and f"{name}家" in words_of("persons", "ordinary")
        return (
            found[0] if not old and (is_word or name in characters("persons", "doubtful")) else f"{PERSON}家"
        )
    # 向大家 is nobody's home; of 王大锤家 the surname alone is enough, if no other word begins with it.
    is_other_word = is_plain_word(f"{given[-1]}家") or (
        name in characters("persons", "doubtful") and not is_given(given)
    )
    begins_word = starts_plainly(name + given) or (len(given) > 1 and is_plain_word(given))
    is_word = begins_word and given not in words_of("persons", "namelike")
    return found[0] if is_word or is_other_word or _FUNCTION.search(given) else f"{PERSON}家"


@cache
def _old() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<old>[老小])(?P<surname>{surname()})(?P<after>[{_HAN}]{{0,2}})|阿{_given(1)}(?=[{_HAN}]?)"
    )


def _after_old(found: re.Match[str]) -> str:
    """老王, 小李子, 阿强; 小麦, 老马路, 养老金 and 阿姨 are nobody."""
    text, start = found.string, found.start()
    if found["old"] is None:
        return found[0] if is_plain_word(found[0]) else PERSON
    old, name, after = found["old"], found["surname"], found["after"]
    if old == "老" and after.startswith(("头", "汉")):
        return PERSON + after
    if old + name in words_of("persons", "not_somebody") or starts_plainly(name + after):
        return found[0]
    is_inside = start > 0 and text[start - 1 : start + 1] in _OLD_AND_SMALL
    return found[0] if is_inside or name in characters("persons", "doubtful") else PERSON + after


Rules = tuple[tuple[Callable[[], re.Pattern[str]], Replace], ...]
_BY_CONTEXT: Rules = (
    (_foreign, lambda found: PERSON),
    (_introduction, lambda found: found["said"] + PERSON),
    (_called, lambda found: found["said"] + PERSON),
    (_anonymous, lambda found: PERSON),
    (_nickname, lambda found: PERSON),
)
_BY_ADDRESS: Rules = (
    (_kin, _before_kin),
    (_titled, _before_title),
    (_family, _before_home),
    (_briefly_titled, _before_title),
    (_old, _after_old),
)
"""In this order: what is longer and surer comes first."""
