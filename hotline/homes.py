"""Beginning: the welcome, and where home is, from scratch or by the link of a contact card."""

from hotline import cards, dialogues, notices
from hotline.drafts import choose_home
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Person

CONSTITUENCY_CARD, DEPUTY_CARD = "c_", "d_"


async def start(work: Work, person: Person, payload: str) -> None:
    """Welcome somebody who pressed Start, the first time or again; `payload` is the contact card's."""
    is_new = person.informed_at is None
    person.informed_at = person.informed_at or work.now
    await dialogues.finish(work, person.id)
    await notices.answer(work, person.id, "welcome", is_new=is_new)
    if payload.startswith(CONSTITUENCY_CARD):
        await _from_constituency(work, person, payload.removeprefix(CONSTITUENCY_CARD))
    elif payload.startswith(DEPUTY_CARD):
        await _from_deputy(work, person, payload.removeprefix(DEPUTY_CARD))
    elif person.village_id is None:
        await ask(work, person)
    if waiting := await queries.drafts_of(work.session, work.station_id, person.id):
        await cards.show(work, waiting[0])


async def ask(work: Work, person: Person, constituency_id: int = 0) -> None:
    """Ask where home is; `constituency_id` narrows the villages down."""
    step = await dialogues.current(work, person.id)
    kept = {key: value for key, value in step.data.items() if key == "chosen_deputy"}
    await dialogues.expect(work, person.id, "choosing_home", **kept)
    await notices.answer(work, person.id, "choose_home", constituency=constituency_id, page=0)


async def _from_constituency(work: Work, person: Person, code: str) -> None:
    """The card of a constituency: its only village is home, else one of its villages is chosen."""
    found = await roster.constituencies(work.session, work.station_id)
    constituency = next((row for row in found if row.code == code), None)
    villages = await roster.villages(work.session, work.station_id)
    own = [place.id for place in villages if constituency and place.constituency_id == constituency.id]
    if len(own) == 1:
        await choose_home(work, person, own[0])
    elif person.village_id is None or (own and person.village_id not in own):
        await ask(work, person, constituency.id if own and constituency else 0)


async def _from_deputy(work: Work, person: Person, code: str) -> None:
    """The card of a deputy: the first case goes to that deputy."""
    found = await roster.deputies(work.session, work.station_id)
    deputy = next((row for row in found if row.code == code), None)
    if deputy is not None:
        await dialogues.expect(work, person.id, "started", chosen_deputy=deputy.id)
        await notices.answer(work, person.id, "card_of_deputy", deputy=deputy.name)
    elif person.village_id is None:
        await ask(work, person)
