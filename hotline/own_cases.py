"""Which of their own cases people mean who type a command without a number."""

from collections.abc import Collection

from hotline.casebook import Ref
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Person
from storage.vocabulary import State


async def meant(work: Work, person: Person, typed: Ref, states: Collection[State]) -> Ref:
    """The typed case; where no number was typed, the person's only one in these states, if there is one."""
    if typed.number:
        return typed
    filed = await queries.cases_of_constituent(work.session, work.station_id, person.id)
    fitting = [case.id for case in filed if case.state in states]
    return Ref(fitting[0]) if len(fitting) == 1 else typed
