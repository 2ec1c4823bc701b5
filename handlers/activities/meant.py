"""Which activity a button or a typed number means, and which deputies a line of names."""

from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.naming import deputy_called
from hotline.activities.book import numbered_activity, readable_activity
from storage.ids import from_base36
from storage.tables import Activity

_SEPARATORS = str.maketrans("、，,;；", "     ")
_ALL = frozenset({"全部", "全体", "所有", "都请", "all"})


async def pressed(context: HotlineContext) -> Activity:
    """The activity of a button, which the sender keeps or is invited to. Raises NotAllowed, NoSuchChoice."""
    return await readable_activity(context.work, context.actor, parts(context)[0])


async def typed(context: HotlineContext, number: str) -> Activity:
    """The activity with the typed number, which the sender keeps or is invited to."""
    found = await numbered_activity(context.work, number.strip().removesuffix("号"))
    return await readable_activity(context.work, context.actor, found.id)


def parts(context: HotlineContext, least: int = 1) -> list[int]:
    """The keys in a button's argument, dashes between them, `least` of them or more. Raises NotAButton."""
    argument = context.press.argument
    try:
        found = [from_base36(part) for part in argument.split("-")]
    except ValueError:
        raise NotAButton(argument) from None
    if len(found) < least:
        raise NotAButton(argument)
    return found


async def deputies_called(context: HotlineContext, names: str) -> list[int] | None:
    """The deputies of a line of names; None for all of them. Raises NoSuchChoice."""
    words = names.translate(_SEPARATORS).split()
    if words and words[0].lower() in _ALL:
        return None
    return [await deputy_called(context, word) for word in words]
