"""The villages, deputies or constituencies among which a reader chooses."""

from handlers.values import absences, activities, contact_days
from handlers.wording import Texts
from hotline.dispatch import candidates
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case, Notice

_VILLAGE_KINDS = frozenset(
    {
        "choose_home",
        "village_unknown",
        "draft.needs_place",
        "draft.which_place",
        "draft.places",
        "draft.place_unknown",
        "liaison.places",
        "caller.places",
        "case.filed_for_you",
        "case.filed_in_distress",
    }
)


async def choices_in(work: Work, notice: Notice, texts: Texts, case: Case | None) -> list[tuple[int, str]]:
    """The villages or deputies among which the reader chooses."""
    if notice.kind in _VILLAGE_KINDS:
        constituency = int(notice.params.get("constituency") or 0)
        places = await roster.villages(work.session, work.station_id)
        return [(place.id, place.name) for place in places if constituency in (0, place.constituency_id)]
    if notice.kind in ("away.whose", "away.substitute"):
        return await absences.choices(work, notice)
    if notice.kind.startswith("contact_day."):
        return await contact_days.choices(work, notice, texts)
    if notice.kind.startswith("activity."):
        return await activities.choices(work, notice, texts)
    if notice.kind == "handout.which":
        constituencies = await roster.constituencies(work.session, work.station_id)
        return [(row.id, row.name) for row in constituencies]
    if notice.kind == "liaison.deputies" and case is not None:
        return await _deputies_for(work, case, texts)
    if notice.kind == "liaison.invite":
        deputies = await roster.deputies(work.session, work.station_id)
        return [(row.id, row.name) for row in deputies if row.person_id is None]
    return []


async def _deputies_for(work: Work, case: Case, texts: Texts) -> list[tuple[int, str]]:
    """Everybody who may have this case, with a word on those whom routing would not choose now."""
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    names = []
    for row in await candidates(work):
        if (
            row.deputy_id in avoided
            or row.deputy_id == case.deputy_id
            or row.person_id == case.constituent_id
        ):
            continue
        why = "away" if row.is_away else "full" if row.open_cases >= row.capacity else ""
        names.append((row.deputy_id, texts(f"deputy_note.{why}", name=row.name) if why else row.name))
    return names
