"""Asking for words: the next message is for what the bot asked last."""

from collections.abc import Awaitable, Callable

from handlers.context import HotlineContext
from hotline import dialogues
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.material import Material
from storage.tables import Case

Continue = Callable[[HotlineContext, Step, Material], Awaitable[bool | None]]
"""Takes the message that a step waited for; False if it is not for the step after all."""


async def expect_words(context: HotlineContext, step: str, case_id: int, **data: object) -> None:
    """The next message is for this. A case may change meanwhile: what is still possible is checked then."""
    await dialogues.expect(context.work, context.person.id, step, case=case_id, **data)


def ref_of(step: Step) -> Ref:
    """The case that a step is about, as it is now."""
    return Ref(int(step.data["case"]))


async def done(context: HotlineContext, kind: str, case: Case) -> None:
    """What was asked for has come: nothing is expected any more, and the answer says what happened."""
    await dialogues.finish(context.work, context.person.id)
    await context.answer(kind, case)
