"""Calling the Bot API by method name with plain values, as frozen calls and raw updates need it."""

import os
import warnings
from datetime import timedelta
from typing import Any

from telegram import Bot, InputMediaPhoto, InputMediaVideo
from telegram.error import EndPointNotFound, InvalidToken, RetryAfter
from telegram.warnings import PTBUserWarning

# The library recommends its typed methods; frozen calls are JSON and updates are kept as they came.
# Waiting times as timedelta, which the library is moving to; without it each RetryAfter warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
warnings.filterwarnings("ignore", message=r"Please use 'Bot\.", category=PTBUserWarning)

_ALBUM: dict[str, type[InputMediaPhoto | InputMediaVideo]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
}


async def call(bot: Bot, method: str, params: dict[str, Any], *, read_timeout: float | None = None) -> Any:
    """Make one call and return its raw result. Raises telegram.error.TelegramError."""
    if method == "sendMediaGroup":
        # Of a list of media the library takes its own classes only.
        params = {**params, "media": [_ALBUM[part["type"]](part["media"]) for part in params["media"]]}
    options: dict[str, Any] = {} if read_timeout is None else {"read_timeout": read_timeout}
    try:
        return await bot.do_api_request(method, api_kwargs=params, **options)
    except EndPointNotFound as error:
        # The library takes a token that is no longer valid for a method that Telegram does not have.
        raise InvalidToken(f"Telegram refuses the token at {method}") from error


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
