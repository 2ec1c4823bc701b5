"""Which deputy gets a case, and why: own choice, constituency, speciality, level, load; else the liaison."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from storage.vocabulary import Level

VILLAGE_ACCOUNTS = frozenset({"村务财务"})
"""Topics on which a deputy who is a village official steps aside."""


class RoutingReason(StrEnum):
    """Why a case went where it went; those of triage wait for the liaison."""

    OWN_CHOICE = "own_choice"
    CONSTITUENCY_SPECIALITY = "constituency_speciality"
    CONSTITUENCY_LEAST_OPEN = "constituency_least_open"
    SUBSTITUTE = "substitute"
    TOWNSHIP_SPECIALITY = "township_speciality"
    TRIAGE_LIAISON_NAMED = "triage_liaison_named"
    TRIAGE_DISTRESS = "triage_distress"
    TRIAGE_OTHER_CHANNEL = "triage_other_channel"
    TRIAGE_AVOIDANCE = "triage_avoidance"
    TRIAGE_LOW_CONFIDENCE = "triage_low_confidence"
    TRIAGE_NO_PLACE = "triage_no_place"
    TRIAGE_NO_DEPUTY = "triage_no_deputy"
    TRIAGE_FLOOD = "triage_flood"
    TRIAGE_SAME_WORDS = "triage_same_words"


@dataclass(frozen=True)
class Candidate:
    """A deputy as routing sees one; `specialities` are names of categories or topics."""

    deputy_id: int
    name: str
    level: Level
    constituency_id: int
    specialities: frozenset[str] = frozenset()
    open_cases: int = 0
    capacity: int = 20
    is_away: bool = False
    is_village_official: bool = False
    last_assigned_at: datetime | None = None
    person_id: int | None = None
    # Of the deputies who are away and have named this one to stand in: who, and of which constituencies.
    stands_in_for: frozenset[int] = frozenset()
    stands_in_at: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Matter:
    """A case as routing sees one; `text` in simplified characters, `confidence` from 0 to 1.

    `is_distress`: the writer despairs, is beaten at home, or threatens to jump. `is_elsewhere`: another
    channel fits better, but the writer wants it filed here.
    """

    text: str
    category: str | None
    topic: str | None
    confidence: float
    constituency_id: int | None
    constituent_id: int | None
    chosen_deputy_id: int | None = None
    is_distress: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Route:
    """Where the case goes: a deputy, or triage if `deputy_id` is None.

    `avoided` stepped aside; `named` of them appear in the text and must never see the case.
    """

    deputy_id: int | None
    reason: RoutingReason
    avoided: frozenset[int]
    named: frozenset[int]
    runner_up_ids: tuple[int, ...]


Step = tuple[RoutingReason, Callable[[Matter, Candidate], bool], Callable[[Candidate], tuple[object, ...]]]

_LEVELS = (Level.TOWN, Level.COUNTY, Level.CITY)
_NEVER = datetime.min.replace(tzinfo=UTC)
_MAX_RUNNERS_UP = 3


def route(matter: Matter, candidates: Sequence[Candidate], *, threshold: float) -> Route:
    """Find the deputy for a case, in the order of STEPS; the liaison where no step may decide.

    `threshold` is the confidence below which a category decides nothing; the constituent's own
    choice needs none.
    """
    named = named_deputies(matter.text, candidates)
    avoided = named | _conflicted(matter, candidates)
    ranked = _ranked(matter, [c for c in candidates if c.deputy_id not in avoided and _is_free(c, matter)])
    reason = _triage_reason(matter, candidates, avoided, ranked, threshold)
    deputy_id = None
    if reason is None:
        deputy_id, reason = next(iter(ranked.items()))
    others = tuple(other for other in ranked if other != deputy_id)
    return Route(deputy_id, reason, avoided, named, others[:_MAX_RUNNERS_UP])


def _by_load(candidate: Candidate) -> tuple[object, ...]:
    # Ties go to the deputy idle longest, so that no one is always first.
    return candidate.open_cases, candidate.last_assigned_at or _NEVER, candidate.deputy_id


def _by_level(candidate: Candidate) -> tuple[object, ...]:
    level = _LEVELS.index(candidate.level) if candidate.level in _LEVELS else len(_LEVELS)
    return level, *_by_load(candidate)


def _is_chosen(matter: Matter, candidate: Candidate) -> bool:
    return candidate.deputy_id == matter.chosen_deputy_id


def _is_local(matter: Matter, candidate: Candidate) -> bool:
    return candidate.constituency_id == matter.constituency_id


def _stands_in_for_chosen(matter: Matter, candidate: Candidate) -> bool:
    return matter.chosen_deputy_id in candidate.stands_in_for


def _stands_in_here(matter: Matter, candidate: Candidate) -> bool:
    return matter.constituency_id in candidate.stands_in_at


def _has_speciality(matter: Matter, candidate: Candidate) -> bool:
    return not candidate.specialities.isdisjoint({matter.category, matter.topic} - {None})


STEPS: tuple[Step, ...] = (
    (RoutingReason.OWN_CHOICE, _is_chosen, _by_load),
    (RoutingReason.SUBSTITUTE, _stands_in_for_chosen, _by_load),
    (
        RoutingReason.CONSTITUENCY_SPECIALITY,
        lambda matter, candidate: _is_local(matter, candidate) and _has_speciality(matter, candidate),
        _by_load,
    ),
    (RoutingReason.CONSTITUENCY_LEAST_OPEN, _is_local, _by_load),
    # Deputies of the constituency who are there come before one from elsewhere who stands in.
    (RoutingReason.SUBSTITUTE, _stands_in_here, _by_load),
    (RoutingReason.TOWNSHIP_SPECIALITY, _has_speciality, _by_level),
)
"""Each step: its reason, who comes into question, and in which order."""


def _ranked(matter: Matter, free: Sequence[Candidate]) -> dict[int, RoutingReason]:
    """Deputies in the order in which they come into question, each with the first reason for it."""
    ranked: dict[int, RoutingReason] = {}
    for reason, fits, order in STEPS:
        for candidate in sorted((c for c in free if fits(matter, c)), key=order):
            ranked.setdefault(candidate.deputy_id, reason)
    return ranked


def _triage_reason(
    matter: Matter,
    candidates: Sequence[Candidate],
    avoided: frozenset[int],
    ranked: Mapping[int, RoutingReason],
    threshold: float,
) -> RoutingReason | None:
    """Why the liaison has to decide; None if a deputy can be told at once."""
    if matter.is_distress:
        return RoutingReason.TRIAGE_DISTRESS
    if matter.is_elsewhere:
        return RoutingReason.TRIAGE_OTHER_CHANNEL
    if RoutingReason.OWN_CHOICE in ranked.values():
        return None
    # Where one of the constituency steps aside, a person decides which colleague may hear of it.
    if any(c.deputy_id in avoided and (_is_local(matter, c) or _is_chosen(matter, c)) for c in candidates):
        return RoutingReason.TRIAGE_AVOIDANCE
    if matter.category is None or matter.confidence < threshold:
        return RoutingReason.TRIAGE_LOW_CONFIDENCE
    if ranked:
        return None
    no_place = matter.constituency_id is None
    return RoutingReason.TRIAGE_NO_PLACE if no_place else RoutingReason.TRIAGE_NO_DEPUTY


def _is_free(candidate: Candidate, matter: Matter) -> bool:
    is_own = candidate.person_id is not None and candidate.person_id == matter.constituent_id
    return not candidate.is_away and candidate.open_cases < candidate.capacity and not is_own


def _conflicted(matter: Matter, candidates: Iterable[Candidate]) -> frozenset[int]:
    if matter.topic not in VILLAGE_ACCOUNTS:
        return frozenset()
    return frozenset(c.deputy_id for c in candidates if c.is_village_official)


_COMPOUND_SURNAMES = (
    *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙"),
    *("司徒", "司空", "夏侯", "端木", "南宫", "呼延", "西门", "独孤"),
)
_AS_DEPUTY = "(?:人大|[镇乡县市区村])?代表"
_AS_OFFICIAL = "(?:[村镇乡支副老]|村支)?(?:书记|主任|村长|支书|会计|主席)"
# A surname only where it can be no other word: 向代表反映 is 'tell the deputy', 双方代表 'both sides'.
_ALSO_A_WORD = frozenset("向和于同由经有从应连时都全常")
_NOT_AFTER = {"方": "双各我对三多两甲乙劳资官", "何": "任如为", "高": "最提", "任": "责主现前", "张": "紧主"}


def named_deputies(text: str, candidates: Iterable[Candidate]) -> frozenset[int]:
    """Deputies whom the text names: 李秀兰, 秀兰代表, 李代表, 姓李的代表; village officials also as 李书记.

    In doubt a deputy counts as named: a wrong avoidance costs the liaison a look, a missed one trust.
    """
    squeezed = "".join(text.split())
    return frozenset(
        c.deputy_id for c in candidates if _naming(c.name, c.is_village_official).search(squeezed)
    )


@lru_cache(maxsize=1024)
def _naming(name: str, is_village_official: bool) -> re.Pattern[str]:
    """All the ways in which a text may name a person."""
    full = "".join(name.split())
    surname, given = _split(full)
    title = f"(?:{_AS_DEPUTY}|{_AS_OFFICIAL})" if is_village_official else _AS_DEPUTY
    ways = [re.escape(full)]
    if len(given) > 1:
        ways.append(re.escape(given) + title)
    if surname:
        ways.append(f"姓{surname}的?{title}")
    if surname and surname not in _ALSO_A_WORD:
        before = _NOT_AFTER.get(surname)
        ways.append((f"(?<![{before}])" if before else "") + surname + title)
    return re.compile("|".join(ways))


def _split(name: str) -> tuple[str, str]:
    """Surname and given name; names with a dot (阿依古丽·买买提) begin with the given one."""
    if "·" in name:
        return "", name.split("·")[0]
    length = 2 if name.startswith(_COMPOUND_SURNAMES) and len(name) > 2 else 1
    return re.escape(name[:length]), name[length:]
