"""The buttons of a deputy's rarer acts: the ladder, days, visits, frequent replies."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows
from handlers.keyboards.suggestions import SUGGESTABLE
from storage.ids import to_base36
from storage.vocabulary import State

_EXTENSIONS = (3, 5, 10)
_REVIEWS = (30, 60, 90, 180)
_DEFERRABLE = frozenset({State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.REPLIED})
_VISITABLE = frozenset(
    {
        *(State.ASSIGNED, State.NEED_INFO, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED),
        *(State.DEFERRED, State.REPLIED, State.REDO),
    }
)
_REFERABLE = frozenset({State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.REDO})


def stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


def rarer_acts(reader: Reader) -> Rows:
    """What is not needed every day."""
    case = reader.of
    acts = [
        ("refer", "refer", case.state in _REFERABLE),
        ("visit", "visit", case.state in _VISITABLE),
        ("extend", "extend", case.can_extend),
        ("defer", "defer", case.state in _DEFERRABLE),
        ("resume", "resume", case.state is State.DEFERRED),
        ("why", "why", case.is_reply_awaited),
        ("sheet", "sheet", bool(case.open_hops)),
        ("suggest", "suggest", case.state in SUGGESTABLE),
        ("progress", "case", True),
        ("files", "files", bool(case.files)),
    ]
    return in_rows([reader.button(label, act) for label, act, is_offered in acts if is_offered], 2)


def more_row(reader: Reader) -> Rows:
    """The way to the rarer acts, below a card."""
    return [[reader.button("more_acts", "more")]] if reader.of.state in _VISITABLE else []


def _which_unit(reader: Reader) -> Rows:
    units = [reader.named(unit[:30], "unit", to_base36(key)) for key, unit in reader.of.open_hops]
    return [*in_rows(units, 1), *stop(reader)]


def _extension_days(reader: Reader) -> Rows:
    most = int(reader.params["days"])
    days = [
        reader.button("working_days", "extdays", str(count), days=count)
        for count in _EXTENSIONS
        if count <= most
    ]
    return [*in_rows(days, 3), *stop(reader)]


def _review_days(reader: Reader) -> Rows:
    most = int(reader.params["days"])
    days = [reader.button("days", "review", str(count), days=count) for count in _REVIEWS if count <= most]
    return [*in_rows(days, 2), *stop(reader)]


def _replying(reader: Reader) -> Rows:
    """Frequent replies above the way out; the others have their numbers in the text."""
    result = reader.params["result"]
    offers = [reader.named(title, "tmpl", f"{result}-{key}") for key, title in reader.offers]
    return [*in_rows(offers, 2), *stop(reader)]


def _template_shown(reader: Reader) -> Rows:
    chosen = f"{reader.params['result']}-{reader.params['template']}"
    send = [] if reader.params["has_blanks"] else [[reader.button("send", "tmplok", chosen)]]
    return [*send, *stop(reader)]


def _replied(reader: Reader) -> Rows:
    return [[reader.button("keep_template", "tmplkeep")]]


def _templates(reader: Reader) -> Rows:
    buttons = [
        reader.button("drop", "tmpldrop", to_base36(int(key)), number=str(number))
        for number, (key, _) in enumerate(reader.offers, 1)
    ]
    return in_rows(buttons, 3)


def _referred(reader: Reader) -> Rows:
    return [[reader.button("unit_answered", "unit"), reader.button("sheet", "sheet")]]


def _why(reader: Reader) -> Rows:
    return [[reader.button("progress", "case")]]


CASEWORK_KEYBOARDS: Mapping[str, Keyboard] = {
    "deputy.more": rarer_acts,
    "deputy.referred": _referred,
    "deputy.which_unit": _which_unit,
    "deputy.extension_days": _extension_days,
    "deputy.review_days": _review_days,
    "deputy.template_shown": _template_shown,
    "deputy.templates": _templates,
    "deputy.replied": _replied,
    "prompt.replying": _replying,
    "why": _why,
    **dict.fromkeys(("prompt.visiting", "prompt.extending", "prompt.deferring"), stop),
}
