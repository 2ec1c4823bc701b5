"""The buttons below a message, by the kind of notice; whatever a button does, a command does too."""

from collections.abc import Mapping

from handlers.keyboards.absences import ABSENCE_KEYBOARDS
from handlers.keyboards.activities import ACTIVITY_KEYBOARDS
from handlers.keyboards.callers import CALLER_KEYBOARDS
from handlers.keyboards.casework import CASEWORK_KEYBOARDS
from handlers.keyboards.contact_days import CONTACT_DAY_KEYBOARDS
from handlers.keyboards.digest import DIGEST_KEYBOARDS
from handlers.keyboards.duty import DUTY_KEYBOARDS
from handlers.keyboards.handouts import HANDOUT_KEYBOARDS
from handlers.keyboards.ledger import LEDGER_KEYBOARDS
from handlers.keyboards.lexicon import LEXICON_KEYBOARDS
from handlers.keyboards.overseeing import OVERSEEING_KEYBOARDS
from handlers.keyboards.own import OWN_KEYBOARDS, further, naming
from handlers.keyboards.restraint import RESTRAINT_KEYBOARDS
from handlers.keyboards.rows import Keyboard, Reader, Rows, category_rows, in_rows, listed, one, paged, solved
from handlers.keyboards.suggestions import SUGGESTION_KEYBOARDS
from handlers.keyboards.supporting import SUPPORT_KEYBOARDS, offer
from handlers.keyboards.work import WORK_KEYBOARDS, assignment, desk, reminder
from handlers.wording import LANGUAGE_NAMES, LANGUAGES
from hotline.states import OPEN
from storage.ids import to_base36
from storage.vocabulary import Role, State


def _homes(reader: Reader) -> Rows:
    return paged(reader, "home", "homes")


def _draft_tail(reader: Reader) -> Rows:
    rows: Rows = []
    if reader.params["can_split"]:
        rows.append([reader.button("split", "split")])
    if reader.params["has_older"]:
        rows.append([reader.button("unite", "unite")])
    to_filed = [
        reader.button("to_filed", "tofiled", to_base36(int(case_id)), number=str(number))
        for case_id, number in reader.params["open_cases"]
    ]
    return [*rows, *in_rows(to_filed, 2), [naming(reader)]]


def _draft_card(reader: Reader) -> Rows:
    return [
        [reader.button("submit", "submit")],
        *offer(reader),
        [reader.button("change_category", "cats"), reader.button("change_place", "places")],
        [reader.button("add_more", "add"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_without_place(reader: Reader) -> Rows:
    return [
        *paged(reader, "place", "places"),
        [reader.button("submit_without_place", "submit"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_which_place(reader: Reader) -> Rows:
    named = [choice for choice in reader.choices if choice[0] in reader.of.places_named]
    return [
        *in_rows([reader.named(name, "place", to_base36(key)) for key, name in named], 2),
        [reader.button("other_place", "places"), reader.button("submit_without_place", "submit")],
        [reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_without_words(reader: Reader) -> Rows:
    return [
        *category_rows(reader, "cat"),
        [reader.button("submit_anyway", "submit"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_other_channel(reader: Reader) -> Rows:
    return [[reader.button("insist", "insist"), reader.button("cancel", "cancel")], *_draft_tail(reader)]


def _draft_categories(reader: Reader) -> Rows:
    return [*category_rows(reader, "cat"), [reader.button("back", "draft")]]


def _draft_places(reader: Reader) -> Rows:
    return [*paged(reader, "place", "places"), [reader.button("back", "draft")]]


def _filed(reader: Reader) -> Rows:
    return [
        [
            reader.button("progress", "case"),
            reader.button("add_more", "add"),
            reader.button("withdraw", "withdraw"),
        ]
    ]


def _filed_for_you(reader: Reader) -> Rows:
    places = [] if reader.of.place else paged(reader, "place", "places")
    return [*places, [reader.button("add_more", "add"), reader.button("withdraw", "withdraw")]]


def _satisfied(reader: Reader) -> Rows:
    return [[reader.button("satisfied", "satisf", "1"), reader.button("not_satisfied", "satisf", "0")]]


def _withdraw(reader: Reader) -> Rows:
    return [[reader.button("withdraw", "withdraw", "1"), reader.button("keep_case", "stays")]]


def _commented(reader: Reader) -> Rows:
    return [[reader.button("reopen", "reopen")]] if reader.params["may_reopen"] else []


def _cases(reader: Reader) -> Rows:
    return listed(reader, "case")


def _own_case(reader: Reader) -> Rows:
    """What the constituent can do with a case."""
    state = reader.of.state
    if state is State.REPLIED:
        adding = [reader.button("add_more", "add"), reader.button("withdraw", "withdraw")]
        return [*solved(reader), adding, *further(reader)]
    if state is State.CLOSED:
        return [[reader.button("reopen", "reopen")]]
    if state is State.NOT_ACCEPTED:
        return [[reader.button("object", "object")]]
    if state not in OPEN:
        return []
    return [[reader.button("add_more", "add"), reader.button("withdraw", "withdraw")], *further(reader)]


_TIMELINES: Mapping[Role, Keyboard] = {
    Role.CONSTITUENT: _own_case,
    Role.DEPUTY: assignment,
    Role.LIAISON: desk,
    Role.PRESIDIUM: desk,
}


def _timeline(reader: Reader) -> Rows:
    """What the reader can do next, in the role in which the case is read."""
    rows = _TIMELINES[Role(reader.params["role"])](reader)
    files = [reader.button("files", "files")] if reader.of.files else []
    is_asking = reader.is_author and reader.of.is_reply_awaited
    why = [reader.button("why", "why")] if is_asking else []
    return [*rows, [*files, *why]]


def _languages(reader: Reader) -> Rows:
    return [[reader.named(LANGUAGE_NAMES[name], "lang", name) for name in LANGUAGES]]


KEYBOARDS: Mapping[str, Keyboard] = {
    "choose_home": _homes,
    "village_unknown": _homes,
    "language": _languages,
    "help": one("more_acts", "helpmore"),
    "cases": _cases,
    "draft.card": _draft_card,
    "draft.needs_place": _draft_without_place,
    "draft.which_place": _draft_which_place,
    "draft.needs_words": _draft_without_words,
    "draft.other_channel": _draft_other_channel,
    "draft.categories": _draft_categories,
    "draft.places": _draft_places,
    "draft.place_unknown": _draft_places,
    "case.filed": _filed,
    "case.filed_for_you": _filed_for_you,
    "case.filed_in_distress": _filed_for_you,
    "case.replied": solved,
    "case.ask_solved": solved,
    "case.ask_satisfied": _satisfied,
    "case.ask_withdraw": _withdraw,
    "case.comment_noted": _commented,
    "case.closed": one("reopen", "reopen"),
    "case.closed_unanswered": one("go_on", "reopen"),
    "case.closed_silent": one("reopen", "reopen"),
    "case.refused": one("object", "object"),
    "timeline": _timeline,
    "reminder.draft_reminder": lambda reader: [
        [reader.button("open", "draft" if reader.is_author else "callcard", number="")]
    ],
    "reminder.rate_reminder": solved,
    **SUPPORT_KEYBOARDS,
    **LEXICON_KEYBOARDS,
    **LEDGER_KEYBOARDS,
    **WORK_KEYBOARDS,
    **CASEWORK_KEYBOARDS,
    **ABSENCE_KEYBOARDS,
    **CONTACT_DAY_KEYBOARDS,
    **ACTIVITY_KEYBOARDS,
    **HANDOUT_KEYBOARDS,
    **OWN_KEYBOARDS,
    **CALLER_KEYBOARDS,
    **OVERSEEING_KEYBOARDS,
    **DIGEST_KEYBOARDS,
    **SUGGESTION_KEYBOARDS,
    **DUTY_KEYBOARDS,
    **RESTRAINT_KEYBOARDS,
}
"""Kinds that are not here have no buttons, except reminders, which open their case."""


def keyboard_for(kind: str, reader: Reader) -> Rows:
    """The rows of buttons of a notice; empty where it has none."""
    if kind in KEYBOARDS:
        return [row for row in KEYBOARDS[kind](reader) if row]
    if kind.startswith("reminder.") and reader.case is not None:
        return reminder(reader)
    return []
