"""Long polling: the offset moves only after a batch is committed to the inbox."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.inbox import InboxWorker
from bot.leadership import StillLeading
from bot.logs import log_failure
from bot.process import Process
from bot.telegram_api import call, wait_of

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
_LONG_POLL_SECONDS = 25
_LONGEST_PAUSE_SECONDS = 30.0


class Poller:
    """Asks Telegram for updates, one batch after the other."""

    def __init__(
        self,
        process: Process,
        inbox: InboxWorker,
        check: StillLeading,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._process = process
        self._inbox = inbox
        self._check = check
        self._sleep = sleep
        # Ids restart at random after a quiet week: only a batch of this run says where to go on.
        self._offset: int | None = None
        self._has_no_webhook = False

    async def run(self) -> None:
        """Poll for ever. Raises InvalidToken; everything else is waited out."""
        pause = 1.0
        while True:
            # Outside the try: who has lost the lead must not go on.
            await self._check()
            try:
                if not self._has_no_webhook:
                    await self._leave_webhook()
                await self.poll_once()
                pause = 1.0
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = self._pause_after(error, pause)
                logger.warning("polling: %s; again in %.0f s", type(error).__name__, pause)
                await self._sleep(pause)
            except Exception as error:
                log_failure(logger, "a batch could not be kept; it is asked for again", error)
                await self._sleep(pause)

    async def _leave_webhook(self) -> None:
        """Telegram answers no poll while a webhook is set; what waits there comes by polling."""
        await call(self._process.bot, "deleteWebhook", {"drop_pending_updates": False})
        self._has_no_webhook = True

    async def poll_once(self) -> None:
        # What comes meanwhile comes together.
        await self._process.pace.until_free()
        updates = await call(
            self._process.bot,
            "getUpdates",
            {
                "timeout": _LONG_POLL_SECONDS,
                "allowed_updates": ALLOWED_UPDATES,
                **({} if self._offset is None else {"offset": self._offset}),
            },
            read_timeout=_LONG_POLL_SECONDS + 10,
        )
        if updates:
            await self._inbox.keep(updates)
            # Committed: now, and only now, Telegram may forget them.
            self._offset = int(updates[-1]["update_id"]) + 1

    @staticmethod
    def _pause_after(error: TelegramError, pause: float) -> float:
        if isinstance(error, RetryAfter):
            return wait_of(error).total_seconds()
        if isinstance(error, Conflict):
            return 5.0
        if isinstance(error, NetworkError):
            return min(pause * 2, _LONGEST_PAUSE_SECONDS)
        return _LONGEST_PAUSE_SECONDS
