"""The buttons of the lexicon's review: agree, not now, all; and what was agreed, to be taken back."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows
from storage.ids import to_base36


def _proposal(reader: Reader) -> Rows:
    key = to_base36(int(reader.params["proposal"]))
    rows = [[reader.button("lexicon_agree", "lexok", key), reader.button("lexicon_not_now", "lexno", key)]]
    waiting = reader.params["waiting"]
    if waiting > 1:
        rows.append([reader.button("lexicon_all", "lexall", count=waiting)])
    return [*rows, *_agreed(reader)]


def _agreed(reader: Reader) -> Rows:
    return [[reader.button("lexicon_list", "lexlist")]] if reader.params["agreed"] else []


def _list(reader: Reader) -> Rows:
    buttons = [
        reader.button("lexicon_undo", "lexundo", to_base36(int(row["key"])), word=row["word"])
        for row in reader.params.get("agreed_words", ())
    ]
    return in_rows(buttons, 2)


LEXICON_KEYBOARDS: Mapping[str, Keyboard] = {
    "lexicon.proposal": _proposal,
    "lexicon.nothing": _agreed,
    "lexicon.agreed": _list,
}
