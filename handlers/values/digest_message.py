"""The liaison's digest as a message: the cases that can be acted on at once, and its numbers in words."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from html import unescape
from typing import Any

from handlers.calls import Call
from handlers.values.digest import digest_values, rate_in_words, week_in_words
from handlers.views import CaseView, view_case
from handlers.wording import Texts
from hotline.casebook import may
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Notice
from storage.vocabulary import Role

_KIND = "liaison.digest"
_ACTED_ON = 3
_TAG = re.compile(r"<[^>]*>")


async def message_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """Beside the words of every digest: days as moments, changes in words, and the most urgent cases."""
    return {
        **await digest_values(work, notice, case, actor, texts),
        **in_words(notice.params, texts),
        "cases": await _urgent(work, notice.params, actor, texts),
    }


def digest_text(figures: Mapping[str, Any], texts: Texts) -> str:
    """The text of the message without HTML, for a file."""
    words = {
        **in_words(figures, texts),
        "rate": partial(rate_in_words, texts),
        "week": week_in_words(figures["monday"], texts.language),
        "roles": [Role.LIAISON],
    }
    return unescape(_TAG.sub("", texts("liaison.digest", **{**figures, **words})))


def in_words(figures: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """What the text needs that the figures do not say themselves."""
    return {
        "due": [{**one, "due_at": datetime.fromisoformat(one["due_at"])} for one in figures["due"]],
        "changed": lambda now, before: texts("digest_message.changed", gap=now - before),
    }


async def _urgent(work: Work, figures: Mapping[str, Any], actor: Actor, texts: Texts) -> list[CaseView]:
    """Overdue cases, then those that soon will be, as far as they are still open and the reader's to see."""
    views: list[CaseView] = []
    for line in [*figures["overdue_cases"], *figures["due"]]:
        case = await queries.case(work.session, work.station_id, line["id"])
        if case is None or case.state not in OPEN or not await may(work, actor, Act.READ_CASE, case):
            continue
        views.append(await view_case(work, case, texts, is_author=case.constituent_id == actor.person_id))
        if len(views) == _ACTED_ON:
            break
    return views


def digest_picture_calls(notice: Notice, texts: Texts) -> list[Call]:
    """The picture that follows the message, drawn from the same figures when it is sent."""
    if notice.kind != _KIND:
        return []
    week = week_in_words(notice.params["monday"], texts.language)
    picture = {"digest_picture": {"figures": dict(notice.params), "reader": notice.recipient_id}}
    return [
        Call("sendPhoto", {"photo": picture, "caption": texts.plain("digest_picture.caption", week=week)})
    ]
