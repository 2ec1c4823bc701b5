"""交办: the matter goes up the ladder, from unit to unit, each with a day of its own for its answer."""

from datetime import date
from typing import Any

from hotline import handling, notices
from hotline.case_clocks import settle, start, stop
from hotline.casebook import Ref, open_case
from hotline.deadlines import ClockKind, referral_deadline
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.history import move, record, shown_number
from hotline.material import Material
from hotline.permissions import Act, Actor
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, CaseClock, Referral
from storage.vocabulary import Level, State


async def refer(
    work: Work, actor: Actor, ref: Ref, unit: str, level: Level, due_on: date, *, contact: str = ""
) -> Case:
    """Hand the matter to a unit with a day for its answer; the deputy keeps watch.

    A hop goes up while another unit still has it: both are waited for, each on its own clock.
    """
    opened = await open_case(work, actor, Act.REFER, ref)
    case = opened.case
    if not unit.strip():
        raise TextMissing("refer")
    clock = referral_deadline(work.now, due_on, work.calendar)
    await handling.accept(work, opened)
    if case.state == State.REFERRED:
        await record(work, case, "referred", opened.actor, opened.role, level=level)
        case.version += 1
    else:
        await move(work, case, State.REFERRED, "referred", opened.actor, opened.role, level=level)
    [row] = await start(work, case, clock)
    hop = Referral(
        station_id=work.station_id,
        case_id=case.id,
        unit=unit.strip()[:64],
        level=level,
        contact=contact.strip()[:64],
        clock_id=row.id,
        referred_at=work.now,
        due_at=clock.due_at,
    )
    work.session.add(hop)
    await work.session.flush()
    await handling.contacted(work, case)
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.referred", case, hop=hop.id)
    await tell_followers(work, case, "referred")
    return case


async def open_hops(work: Work, case: Case) -> list[Referral]:
    """The units whose answers are waited for, in the order in which they were asked."""
    rows = await queries.referrals_of(work.session, work.station_id, case.id)
    return [row for row in rows if row.answered_at is None]


async def record_answer(
    work: Work, actor: Actor, ref: Ref, material: Material, *, hop_id: int | None = None
) -> Case:
    """Note what a unit answered, the last one asked where none is named.

    Once no other unit's answer is waited for, the matter is the deputy's again.
    """
    opened = await open_case(work, actor, Act.RECORD_ANSWER, ref)
    case = opened.case
    if not material.text.strip() and material.media is None:
        raise TextMissing("record_answer")
    rows = await queries.referrals_of(work.session, work.station_id, case.id)
    hops = [row for row in rows if row.answered_at is None]
    hop = _choose(case, hops, hop_id)
    said: dict[str, Any] = {"text": material.text, "hop": rows.index(hop)}
    if len(hops) > 1:
        await record(work, case, "unit_answered", opened.actor, opened.role, **said)
        case.version += 1
    else:
        await move(work, case, State.IN_PROGRESS, "unit_answered", opened.actor, opened.role, **said)
    await _end(work, case, hop)
    entry = await handling.say(work, opened, "unit_answer", material)
    hop.answer_entry_id = entry.id
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.unit_answered", entry, hop=hop.id)
    await tell_followers(work, case, "unit_answered")
    return case


def _choose(case: Case, hops: list[Referral], hop_id: int | None) -> Referral:
    if case.state != State.REFERRED or not hops:
        raise IllegalTransition(shown_number(case), case.state, State.IN_PROGRESS)
    found = [hop for hop in hops if hop_id in (None, hop.id)]
    if not found:
        raise NoSuchChoice("hop", shown_number(case))
    return found[-1]


async def _end(work: Work, case: Case, hop: Referral) -> None:
    hop.answered_at = work.now
    clock = None
    if hop.clock_id is not None:
        clock = await work.session.get(CaseClock, (work.station_id, hop.clock_id))
    if clock is not None:
        clock.stopped_at = work.now
    else:  # Referred before hops had clocks of their own.
        await stop(work, case, ClockKind.REFERRAL)
