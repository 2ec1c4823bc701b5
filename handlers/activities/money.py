"""/cost: what an activity cost, and how the year's money stands."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.activities.meant import pressed, typed
from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import dialogues
from hotline.activities import budget
from hotline.activities.book import kept_activity
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act, acting_role
from storage.tables import Activity

_PRIVATE = filters.ChatType.PRIVATE


async def cost_typed(update: Update, context: HotlineContext) -> None:
    """/cost 3 860.50; /cost alone shows the year's account, /cost 2025年 another year's."""
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    words = context.args or []
    if len(words) < 2:
        await _show_account(context, words[0] if words else "")
        return
    await cost(context, await typed(context, words[0]), " ".join(words[1:]))


async def _show_account(context: HotlineContext, word: str) -> None:
    year = context.work.calendar.local_date(context.work.now).year
    wanted = word.removesuffix("年")
    if wanted.isdecimal() and len(wanted) == 4:
        year = min(max(int(wanted), 2000), year + 1)
    elif word:
        # A number without an amount: what is it that it cost?
        await _ask(context, await typed(context, word))
        return
    await context.answer("budget.year", year=year)


async def press_cost(update: Update, context: HotlineContext) -> None:
    await _ask(context, await pressed(context))


async def _ask(context: HotlineContext, row: Activity) -> None:
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await dialogues.expect(context.work, context.person.id, "noting_cost", activity=row.id)
    await context.answer("activity.ask_cost", activity=row.id)


async def _noting(context: HotlineContext, step: Step, material: Material) -> None:
    row = await kept_activity(context.work, context.actor, int(step.data["activity"]))
    await cost(context, row, material.text)
    await dialogues.finish(context.work, context.person.id)


async def cost(context: HotlineContext, row: Activity, amount: str) -> None:
    """/activity 3 费用 860.50."""
    if not amount.strip():
        await _ask(context, row)
        return
    row = await budget.set_cost(context.work, context.actor, row.id, amount)
    await context.answer("activity.cost_noted", activity=row.id)


HANDLERS = [CommandHandler("cost", cost_typed, _PRIVATE), on_press("accost", press_cost)]

STEPS: Mapping[str, Continue] = {"noting_cost": _noting}
