"""Which case a command without a number means: the only one that fits, or one to be chosen by button."""

from collections.abc import Collection

from handlers.context import HotlineContext
from hotline import own_cases
from hotline.casebook import Ref
from storage.queries import cases as queries
from storage.vocabulary import State

_MOST = 12


async def typed_or_asked(context: HotlineContext, act: str, states: Collection[State]) -> Ref | None:
    """The case that was typed or that alone is in these states; None if it is asked for by buttons of `act`.

    Where no case fits there is nothing to choose from: the act itself says what is wrong.
    """
    ref = await own_cases.meant(context.work, context.person, context.typed_ref, states)
    if ref.number is None or ref.number:
        return ref
    work = context.work
    filed = await queries.cases_of_constituent(work.session, work.station_id, context.person.id)
    fitting = [case.id for case in filed if case.state in states][:_MOST]
    if not fitting:
        return ref
    await context.answer("which_case", ids=fitting, act=act)
    return None
