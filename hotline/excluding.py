"""剔除: a case that the rates leave out, with a reason from the list and words; the raw rate keeps it."""

from hotline.casebook import Ref, open_filed
from hotline.digest.trend import forget
from hotline.errors import NoSuchChoice, TextMissing
from hotline.history import record, shown_number
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.tables import Case

# In dispute, before a court, not this township's, told twice, not to be answered for want of facts.
EXCLUSIONS = ("disputed", "pending_law", "outside", "duplicate", "unfounded")


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case that is to be excluded, before reason and words are asked for."""
    case = (await open_filed(work, actor, Act.EXCLUDE_FROM_RATES, ref)).case
    if case.exclusion is not None:
        raise NoSuchChoice("excluded_already", shown_number(case))
    return case


async def exclude(work: Work, actor: Actor, ref: Ref, reason: str, words: str) -> Case:
    """Leave a case out of the rates, whenever it counts; it is handled as before."""
    case = await prepare(work, actor, ref)
    role = (await open_filed(work, actor, Act.EXCLUDE_FROM_RATES, ref)).role
    if reason not in EXCLUSIONS:
        raise NoSuchChoice("exclusion", reason)
    if not words.strip():
        raise TextMissing("exclude")
    await add_entry(work, case, actor.person_id, role, "exclusion", Material(text=words))
    await record(work, case, "excluded", actor, role, text=words, reason=reason)
    case.exclusion = reason
    case.version += 1
    await forget(work, case)
    return case


async def include(work: Work, actor: Actor, ref: Ref) -> Case:
    """Let an excluded case count again."""
    opened = await open_filed(work, actor, Act.EXCLUDE_FROM_RATES, ref)
    case = opened.case
    if case.exclusion is None:
        raise NoSuchChoice("excluded_not", shown_number(case))
    await record(work, case, "included", actor, opened.role, reason=case.exclusion)
    case.exclusion = None
    case.version += 1
    await forget(work, case)
    return case
