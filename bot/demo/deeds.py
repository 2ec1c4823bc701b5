"""The steps of township/cases.toml, each by the use case that a tap in the bot would call."""

from collections.abc import Awaitable, Callable, Mapping

from bot.demo.town import Scene
from hotline import (
    casework,
    chasing,
    deferring,
    desk,
    extending,
    hearing,
    merging,
    rating,
    referring,
    supervising,
    supporting,
    visiting,
    withdrawing,
)
from hotline.sweep import sweep
from storage.vocabulary import Level

Deed = Callable[[Scene], Awaitable[object]]


async def _refer(scene: Scene) -> None:
    facts, level = scene.facts, Level(scene.facts["level"])
    await referring.refer(scene.work, scene.deputy, scene.ref, facts["unit"], level, facts["due"])


async def _extend(scene: Scene) -> None:
    days = scene.work.clocks.extension_days
    await extending.extend(scene.work, scene.deputy, scene.ref, days, scene.said)


async def _defer(scene: Scene) -> None:
    await deferring.defer(scene.work, scene.deputy, scene.ref, scene.facts["review"], scene.said)


async def _reply(scene: Scene) -> None:
    await casework.reply(scene.work, scene.deputy, scene.ref, scene.facts["result"], scene.said)


async def _chase(scene: Scene) -> None:
    """People say why before they press 催办."""
    await hearing.add_material(scene.work, scene.author, scene.ref, scene.said)
    await chasing.chase(scene.work, scene.author, scene.ref)


async def _rate(scene: Scene) -> None:
    await rating.rate_solved(scene.work, scene.author, scene.ref, scene.facts["solved"])
    await rating.rate_satisfied(scene.work, scene.author, scene.ref, scene.facts["satisfied"])


async def _support(scene: Scene) -> None:
    supporter = await scene.town.sender(scene.work, scene.facts["by"])
    await supporting.support(scene.work, supporter.actor, scene.ref)


async def _assign(scene: Scene) -> None:
    deputy_id = scene.town.deputy_ids[scene.facts["to"]]
    if scene.case.deputy_id != deputy_id:
        await desk.assign_to(scene.work, scene.town.liaison, scene.ref, deputy_id)


async def _refuse(scene: Scene) -> None:
    facts = scene.facts
    await desk.refuse(scene.work, scene.town.liaison, scene.ref, facts["channel"], facts["text"])


async def _merge(scene: Scene) -> None:
    master = scene.town.ref(scene.facts["into"])
    await merging.merge(scene.work, scene.town.liaison, scene.ref, master)


async def _supervise(scene: Scene) -> None:
    facts = scene.facts
    await supervising.supervise(scene.work, scene.town.liaison, scene.ref, facts["text"], facts["due"])


async def _answer_supervision(scene: Scene) -> None:
    await supervising.answer(scene.work, scene.deputy, scene.ref, scene.facts["text"])


DEEDS: Mapping[str, Deed] = {
    # The deputy
    "accept": lambda scene: casework.accept(scene.work, scene.deputy, scene.ref),
    "contact": lambda scene: casework.contact(scene.work, scene.deputy, scene.ref, scene.said),
    "visit": lambda scene: visiting.log_visit(scene.work, scene.deputy, scene.ref, scene.said),
    "ask": lambda scene: casework.ask(scene.work, scene.deputy, scene.ref, scene.said),
    "refer": _refer,
    "record_answer": lambda scene: referring.record_answer(scene.work, scene.deputy, scene.ref, scene.said),
    "extend": _extend,
    "defer": _defer,
    "reply": _reply,
    "return": lambda scene: casework.return_case(scene.work, scene.deputy, scene.ref, scene.facts["text"]),
    "answer_supervision": _answer_supervision,
    # The constituent, and who stands behind the case
    "answer": lambda scene: hearing.answer_question(scene.work, scene.author, scene.ref, scene.said),
    "chase": _chase,
    "rate": _rate,
    "comment": lambda scene: rating.comment(scene.work, scene.author, scene.ref, scene.said),
    "withdraw": lambda scene: withdrawing.withdraw(scene.work, scene.author, scene.ref),
    "support": _support,
    # The liaison
    "assign": _assign,
    "refuse": _refuse,
    "merge": _merge,
    "supervise": _supervise,
    # The clock
    "silence": lambda scene: sweep(scene.work),
}
