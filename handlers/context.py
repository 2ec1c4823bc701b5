"""The typed context of every handler: one unit of work, who is writing, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, CallbackContext, ContextTypes, ExtBot

from handlers.callbacks import Press, unpack
from hotline.casebook import Ref
from hotline.notices import answer
from hotline.people import Sender
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, Person


@dataclass
class Act:
    """One update being handled. `failure` is what went wrong, for whoever opened the unit of work.

    `file` holds the bytes of a workbook that came with the update.
    """

    work: Work
    sender: Sender
    file: bytes | None = None
    failure: Exception | None = None


_current: ContextVar[Act] = ContextVar("current_act")


@contextmanager
def acting(act: Act) -> Iterator[Act]:
    """Handlers called inside see this act."""
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def current_act() -> Act:
    return _current.get()


class HotlineContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler works with."""

    @property
    def work(self) -> Work:
        return current_act().work

    @property
    def sender(self) -> Sender:
        return current_act().sender

    @property
    def person(self) -> Person:
        return self.sender.person

    @property
    def actor(self) -> Actor:
        return self.sender.actor

    @property
    def file(self) -> bytes | None:
        """The workbook that came with the message."""
        return current_act().file

    @property
    def press(self) -> Press:
        """The button that was pressed."""
        query = None if self._update is None else self._update.callback_query
        return unpack((None if query is None else query.data) or "")

    @property
    def ref(self) -> Ref:
        """The case and version that the pressed button was made for."""
        return Ref(self.press.case_id, self.press.version)

    @property
    def card_id(self) -> int | None:
        """The message whose button was pressed, to be changed in place."""
        query = None if self._update is None else self._update.callback_query
        return None if query is None or query.message is None else query.message.message_id

    @property
    def typed_ref(self) -> Ref:
        """The case whose number was typed as the first word after a command."""
        words = self._words
        return Ref(number=words[1] if len(words) > 1 else "")

    @property
    def typed_rest(self) -> str:
        """What was typed after the command and the number, line breaks kept."""
        words = self._words
        return words[2] if len(words) > 2 else ""

    @property
    def _words(self) -> list[str]:
        """A command, the number after it, and the rest; it may be the caption of a photo."""
        message = self._update.effective_message if self._update is not None else None
        return (message.text or message.caption or "").split(maxsplit=2) if message is not None else []

    async def answer(self, kind: str, case: Case | None = None, **params: Any) -> None:
        """Tell the sender something, first in line."""
        await answer(self.work, self.person.id, kind, case, **params)

    @classmethod
    def from_update(
        cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]
    ) -> "HotlineContext":
        context = super().from_update(update, application)
        context._update = update if isinstance(update, Update) else None
        return context

    _update: Update | None = None


CONTEXT_TYPES = ContextTypes(context=HotlineContext)


def message_of(update: Update) -> Message:
    """The message of an update that has one."""
    message = update.effective_message
    assert message is not None, "filters let only messages pass"  # noqa: S101
    return message
