"""/cards and /poster: contact cards, posters and the wall sheet to print, for the liaison."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import only_like
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, acting_role
from storage.queries import roster

_PRIVATE = filters.ChatType.PRIVATE
_WALL = frozenset({"公示表", "公示", "公示牌", "全镇", "全部", "wall"})


async def cards(update: Update, context: HotlineContext) -> None:
    """/cards: everybody's contact cards; /cards 王桂芳 one deputy's, /cards 靠山选区 a constituency's."""
    acting_role(Act.PRINT_CARDS, context.actor)
    typed = " ".join(context.args or ())
    await context.answer("handout.cards", deputies=await _deputies(context, typed) if typed else None)


async def _deputies(context: HotlineContext, typed: str) -> list[int]:
    """The deputies whom a name, a part of it or a constituency means. Raises NoSuchChoice."""
    found = await roster.deputies(context.work.session, context.work.station_id)
    name = only_like(typed.removesuffix("代表"), [row.name for row in found])
    if name is not None:
        return [row.id for row in found if row.name == name]
    constituency = await _constituency(context, typed)
    chosen = [row.id for row in found if row.constituency_id == constituency]
    if not chosen:
        raise NoSuchChoice("card_for", typed)
    return chosen


async def poster(update: Update, context: HotlineContext) -> None:
    """/poster 靠山选区; /poster 公示表 the sheet with everybody; alone, both to choose from."""
    acting_role(Act.PRINT_CARDS, context.actor)
    typed = " ".join(context.args or ())
    if not typed:
        await context.answer("handout.which", page=0)
    elif typed.lower() in _WALL:
        await context.answer("handout.wall")
    else:
        constituency = await _constituency(context, typed)
        if constituency is None:
            raise NoSuchChoice("constituency", typed)
        await context.answer("handout.poster", constituency=constituency)


async def _constituency(context: HotlineContext, typed: str) -> int | None:
    """The constituency with this code, name or part of a name."""
    found = await roster.constituencies(context.work.session, context.work.station_id)
    name = only_like(typed, [row.name for row in found])
    return next((row.id for row in found if typed == row.code or row.name == name), None)


async def turn_page(update: Update, context: HotlineContext) -> None:
    acting_role(Act.PRINT_CARDS, context.actor)
    await context.answer("handout.which", page=context.press.page, message_id=context.card_id)


async def press_poster(update: Update, context: HotlineContext) -> None:
    acting_role(Act.PRINT_CARDS, context.actor)
    found = await roster.constituencies(context.work.session, context.work.station_id)
    if context.press.key not in {row.id for row in found}:
        raise NoSuchChoice("constituency", "")
    await context.answer("handout.poster", constituency=context.press.key)


async def press_wall(update: Update, context: HotlineContext) -> None:
    acting_role(Act.PRINT_CARDS, context.actor)
    await context.answer("handout.wall")


async def press_cards(update: Update, context: HotlineContext) -> None:
    acting_role(Act.PRINT_CARDS, context.actor)
    await context.answer("handout.cards", deputies=None)


HANDLERS = [
    CommandHandler("cards", cards, _PRIVATE),
    CommandHandler("poster", poster, _PRIVATE),
    on_press("hoturn", turn_page),
    on_press("hoposter", press_poster),
    on_press("howall", press_wall),
    on_press("hocards", press_cards),
]
