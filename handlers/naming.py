"""Deputies by the names that people type."""

from handlers.context import HotlineContext
from handlers.typed import first_word, only_like
from hotline.errors import NoSuchChoice
from storage.queries import roster
from storage.vocabulary import Role


async def deputy_called(context: HotlineContext, typed: str) -> int:
    """The deputy in office with this name, or a part of it. Raises NoSuchChoice."""
    deputy_id = await _like(context, typed)
    if deputy_id is None:
        raise NoSuchChoice("deputy", typed)
    return deputy_id


async def deputy_first(context: HotlineContext, typed: str) -> tuple[int | None, str]:
    """Whose seat an act is about, and what else was typed: the liaison writes a name first, a deputy none."""
    word, rest = first_word(typed)
    if word and Role.LIAISON in context.actor.roles:
        deputy_id = await _like(context, word)
        if deputy_id is not None:
            return deputy_id, rest
    return context.actor.deputy_id, typed


async def _like(context: HotlineContext, typed: str) -> int | None:
    found = await roster.deputies(context.work.session, context.work.station_id)
    name = only_like(typed.strip().removesuffix("代表"), [row.name for row in found])
    deputies = [row.id for row in found if row.name == name]
    return deputies[0] if len(deputies) == 1 else None
