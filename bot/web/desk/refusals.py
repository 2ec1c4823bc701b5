"""What the hotline refuses, as a page: what is so now, and the next step."""

from starlette.responses import Response

from bot.web.desk.framework import Desk
from hotline.errors import (
    AlreadyExtended,
    HotlineError,
    IllegalSuggestionStep,
    IllegalTransition,
    NoSuchCase,
    NoSuchSuggestion,
    NotAllowed,
    NotYourCase,
    StaleSuggestion,
    StaleVersion,
)

# A case out of reach is as good as unknown: the page does not say that it is there.
_NOT_FOUND = (NoSuchCase, NotYourCase, NoSuchSuggestion)
_CHANGED = (StaleVersion, StaleSuggestion, IllegalTransition, IllegalSuggestionStep, AlreadyExtended)
_LONGEST_SHOWN = 4000


def refusal_page(desk: Desk, error: HotlineError) -> Response:
    """404 for what is not there, 403 for what is not hers to do, 409 for what has changed, else 422."""
    status = _status_of(error)
    words = _words_of(desk, error)
    typed = [
        value[:_LONGEST_SHOWN]
        for name, value in desk.form.multi_items()
        if isinstance(value, str) and name.endswith("words") and value.strip()
    ]
    back = _same_page(desk) if status != 404 else ""
    return desk.show("refusal.html", status=status, words=words, typed=typed, back=back)


def _status_of(error: HotlineError) -> int:
    if isinstance(error, _NOT_FOUND):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    return 409 if isinstance(error, _CHANGED) else 422


def _words_of(desk: Desk, error: HotlineError) -> str:
    """The desk's own words; for what it has none for, the bot's."""
    name = "NoSuchCase" if isinstance(error, _NOT_FOUND) else type(error).__name__
    values = {**vars(error), "roles": sorted(desk.actor.roles)}
    own = f"refusal.{name}"
    return desk.texts(own if desk.texts.has(own) else f"errors.{name}", **values)


def _same_page(desk: Desk) -> str:
    """The page whose form was sent, as the form says."""
    back = desk.said("back", 200)
    return desk.base + back if back.startswith("/") and not back.startswith("//") else ""
