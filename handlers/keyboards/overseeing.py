"""What the desk does with a case beside handing it out: merging, supervising, closing, taking over."""

from collections.abc import Mapping

from handlers.keyboards.casework import rarer_acts
from handlers.keyboards.restraint import pausing
from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows
from hotline.excluding import EXCLUSIONS
from hotline.states import OPEN
from storage.ids import to_base36
from storage.vocabulary import State

IN_HAND = frozenset(
    {State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.DEFERRED, State.REDO}
)
_OVER = frozenset({State.CLOSED, State.ARCHIVED})
_DUE_DAYS = (1, 3, 5)


def more(reader: Reader) -> Rows:
    """One button for all that is done seldom; a merged case can only be let go."""
    if reader.of.state is State.MERGED:
        return [[reader.button("unmerge", "unmerge")]]
    if reader.of.state in _OVER:
        return [[_counting(reader)]]
    return [[reader.button("more_acts", "deskmore")]] if reader.of.state in OPEN - {State.DRAFT} else []


def _more_acts(reader: Reader) -> Rows:
    rows = [[reader.button("merge", "merges"), reader.button("force_close", "forceclose")]]
    if reader.of.deputy_id is not None and reader.of.state in IN_HAND:
        rows.append([reader.button("take_over", "takeover")])
        if reader.of.supervision_due is None:
            rows[-1].append(reader.button("supervise", "supervise"))
    # In a deputy's place, too.
    return [*rows, *rarer_acts(reader), [_counting(reader), *pausing(reader)]]


def _counting(reader: Reader) -> dict[str, str]:
    """Leave the case out of the rates, or have it count again."""
    if reader.of.exclusion is None:
        return reader.button("exclude", "excludes")
    return reader.button("include", "include")


def _exclusions(reader: Reader) -> Rows:
    buttons = [
        reader.named(reader.texts.term("exclusion", reason), "exclude", str(place))
        for place, reason in enumerate(EXCLUSIONS)
    ]
    return [*in_rows(buttons, 2), *_stop(reader)]


def _supervision_due(reader: Reader) -> Rows:
    days = [reader.button("working_days", "supdue", str(days), days=days) for days in _DUE_DAYS]
    return [days, *_stop(reader)]


def _stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


def supervised(reader: Reader) -> Rows:
    """For the deputy, while a note of the liaison waits for an answer."""
    if reader.of.supervision_due is None:
        return []
    return [[reader.button("respond", "respond")]]


def _similar(reader: Reader) -> Rows:
    buttons = [reader.named(view.number, "mergeto", to_base36(view.id)) for view in reader.cases]
    return in_rows(buttons, 3)


def _merged_solved(reader: Reader) -> Rows:
    return [[reader.button("solved", "mergedok", "1"), reader.button("not_solved", "mergedok", "0")]]


OVERSEEING_KEYBOARDS: Mapping[str, Keyboard] = {
    "liaison.more": _more_acts,
    "liaison.similar": _similar,
    "liaison.supervision_due": _supervision_due,
    "liaison.exclusions": _exclusions,
    "liaison.excluded": lambda reader: [[reader.button("include", "include")]],
    "prompt.excluding": _stop,
    "prompt.supervising": _stop,
    "prompt.closing": _stop,
    "prompt.accounting": _stop,
    "liaison.taken_over": lambda reader: [[reader.button("open", "case", number=reader.of.number)]],
    "liaison.supervision_answered": lambda reader: [[reader.button("open", "case", number=reader.of.number)]],
    "presidium.commented": lambda reader: [[reader.button("open", "case", number=reader.of.number)]],
    "liaison.presidium_missing": lambda reader: [[reader.button("role_presidium", "invite", "presidium")]],
    "case.force_closed": lambda reader: [[reader.button("disagree", "reopen")]],
    "merged.replied": _merged_solved,
    "merged.closed": _merged_solved,
    "merged.ask_solved": _merged_solved,
    "caller.merged_ask_solved": _merged_solved,
}
