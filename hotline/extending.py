"""延期: more working days for the reply, once, with a reason that the constituent reads."""

from hotline import handling, notices
from hotline.case_clocks import extend as extend_clock
from hotline.case_clocks import settle, waiting_clocks
from hotline.casebook import Ref, open_case
from hotline.deadlines import ClockKind
from hotline.errors import AlreadyExtended, NoSuchChoice, TextMissing
from hotline.history import record, shown_number
from hotline.material import Material
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.tables import Case


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case whose reply may be put off. Raises AlreadyExtended, NoSuchChoice."""
    opened = await open_case(work, actor, Act.EXTEND, ref)
    await _check(work, opened.case)
    return opened.case


async def may_be_extended(work: Work, case: Case) -> bool:
    """Whether there is a reply to wait for that has not been put off yet."""
    try:
        await _check(work, case)
    except (AlreadyExtended, NoSuchChoice):
        return False
    return True


async def extend(work: Work, actor: Actor, ref: Ref, days: int, material: Material) -> Case:
    """Put the reply off; the constituent hears the new day, the liaison that it was put off."""
    opened = await open_case(work, actor, Act.EXTEND, ref)
    case = opened.case
    await _check(work, case)
    if not material.text.strip():
        raise TextMissing("extend")
    await extend_clock(work, case, days)
    await handling.accept(work, opened)
    case.extensions += 1
    case.version += 1
    await record(work, case, "extended", opened.actor, opened.role, text=material.text, days=days)
    entry = await handling.say(work, opened, "extension", material)
    await handling.contacted(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.extended", entry)
    await notices.tell_overseers(work, "liaison.extended", case, entry=entry.id, days=days)
    return case


async def _check(work: Work, case: Case) -> None:
    number = shown_number(case)
    if case.extensions:
        raise AlreadyExtended(number)
    reply = [row for row in await waiting_clocks(work, case) if row.kind == ClockKind.REPLY]
    if not reply:
        raise NoSuchChoice("extension", number)
    if reply[0].paused_at is not None:
        raise NoSuchChoice("extension_paused", number)
    if work.now >= reply[0].due_at:
        raise NoSuchChoice("extension_time", number)
