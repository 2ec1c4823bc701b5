"""The buttons of formal suggestions."""

from collections.abc import Mapping

from handlers.callbacks import pack
from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, in_rows
from handlers.values.suggestions import SuggestionView
from storage.vocabulary import State, SuggestionState

_S = SuggestionState
# A deputy who has accepted a case knows it well enough to write of it.
SUGGESTABLE = frozenset(
    {
        *(State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.DEFERRED),
        *(State.REPLIED, State.REDO, State.CLOSED),
    }
)


def _of(reader: Reader) -> SuggestionView:
    assert reader.suggestion is not None, "a keyboard of a suggestion needs one"  # noqa: S101
    return reader.suggestion


def _button(reader: Reader, label: str, act: str, argument: str = "", **values: object) -> dict[str, str]:
    view = _of(reader)
    text = reader.texts(f"buttons.{label}", **values)
    return {"text": text, "callback_data": pack(act, view.id, view.version, argument)}


def _print(reader: Reader) -> Row:
    return [_button(reader, "suggestion_print", "sgprint")]


def _draft(reader: Reader) -> Rows:
    return [
        [
            _button(reader, "suggestion_title", "sgedit", "title"),
            _button(reader, "suggestion_problem", "sgedit", "problem"),
            _button(reader, "suggestion_proposal", "sgedit", "proposal"),
        ],
        [_button(reader, "suggestion_cases", "sgcases"), *_print(reader)],
        [_button(reader, "suggestion_submit", "sgsubmit"), _button(reader, "suggestion_drop", "sgdrop")],
    ]


def _in_review(reader: Reader) -> Rows:
    if _of(reader).may_review:
        return [
            [_button(reader, "suggestion_issue", "sgissue"), _button(reader, "suggestion_back", "sgback")],
            _print(reader),
        ]
    return [[*_print(reader), _button(reader, "suggestion_drop", "sgdrop")]]


def _issued(reader: Reader) -> Rows:
    return [[_button(reader, "suggestion_begin", "sgbegin"), _answered(reader)], _print(reader)]


def _handling(reader: Reader) -> Rows:
    return [[_answered(reader), *_print(reader)]]


def _again(reader: Reader) -> Rows:
    ending = [_button(reader, "suggestion_conclude", "sgend")] if _of(reader).may_conclude else []
    return [*_handling(reader), ending]


def _answered(reader: Reader) -> dict[str, str]:
    return _button(reader, "suggestion_answered", "sganswer")


def _replied(reader: Reader) -> Rows:
    if not _of(reader).may_rate:
        return [_print(reader)]
    return [
        [
            _button(reader, "suggestion_satisfied", "sgrate", "1"),
            _button(reader, "suggestion_not_satisfied", "sgrate", "0"),
        ],
        _print(reader),
    ]


_BY_STATE: Mapping[SuggestionState, Keyboard] = {
    _S.DRAFTED: _draft,
    _S.UNDER_REVIEW: _in_review,
    _S.ISSUED: _issued,
    _S.HANDLING: _handling,
    _S.REPLIED: _replied,
    _S.REHANDLING: _again,
    _S.CONCLUDED: lambda reader: [_print(reader)],
}


def _card(reader: Reader) -> Rows:
    """What the reader can do next."""
    keyboard = _BY_STATE.get(_of(reader).state)
    return [] if keyboard is None else keyboard(reader)


def _opening(reader: Reader) -> Rows:
    return [[_button(reader, "suggestion_open", "sgcard", number=_of(reader).number)]]


def _warned(reader: Reader) -> Rows:
    return [
        [_button(reader, "suggestion_insist", "sgsubmit", "sure")],
        [_button(reader, "suggestion_edit_again", "sgcard"), _button(reader, "suggestion_drop", "sgdrop")],
    ]


def _cases(reader: Reader) -> Rows:
    view = _of(reader)
    removing = [_button(reader, "suggestion_remove", "sgminus", one, number=one) for one in view.cases]
    return [
        *in_rows(removing if len(removing) > 1 else [], 3),
        [_button(reader, "suggestion_add", "sgplus"), _button(reader, "back", "sgcard")],
    ]


def _terms(reader: Reader) -> Rows:
    lengths = reader.params["terms"]
    return [
        [_button(reader, "suggestion_months", "sgterm", kind, months=months) for kind, months in lengths],
        *_stop(reader),
    ]


def _which(reader: Reader) -> Rows:
    """Below a case: a new suggestion, or one of the drafts."""
    adding = [
        {
            "text": reader.texts("buttons.suggestion_into", number=str(number)),
            "callback_data": pack("sgput", int(suggestion_id), int(version), str(reader.of.number)),
        }
        for suggestion_id, version, number in reader.params["drafts"]
    ]
    return [*in_rows(adding, 2), [reader.button("suggestion_new", "suggest", "new")]]


def _listed(reader: Reader) -> Rows:
    buttons = [
        {"text": view.number, "callback_data": pack("sgcard", view.id, view.version)}
        for view in reader.suggestions
    ]
    return in_rows(buttons, 4)


def _stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


SUGGESTION_KEYBOARDS: Mapping[str, Keyboard] = {
    **dict.fromkeys(
        (
            *("suggestion.card", "suggestion.to_review", "suggestion.sent_back", "suggestion.replied"),
            *("suggestion.issued", "suggestion.rehandling", "suggestion.concluded", "suggestion.submitted"),
            *("suggestion.review_waits", "suggestion.rating_waits"),
        ),
        _card,
    ),
    "suggestion.due_soon": _opening,
    "suggestion.overdue": _opening,
    "suggestion.warned": _warned,
    "suggestion.cases": _cases,
    "suggestion.term": _terms,
    "suggestion.which": _which,
    "suggestion.list": _listed,
    **dict.fromkeys(
        (
            *("suggestion.ask_title", "suggestion.ask_problem", "suggestion.ask_proposal"),
            *("suggestion.ask_case", "suggestion.ask_drop", "suggestion.ask_unit", "suggestion.ask_back"),
            *("suggestion.ask_answer", "suggestion.ask_end"),
        ),
        _stop,
    ),
}
