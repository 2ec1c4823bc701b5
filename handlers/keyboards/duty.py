"""The buttons of duty records and nominees: open one, its papers, another year, put forward, take back."""

from collections.abc import Mapping
from typing import Any

from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows
from storage.ids import to_base36

# Of a long list only the first have a button; the others are opened by name.
_MOST = 12
_MOST_OTHERS = 6


def _argument(row: Mapping[str, Any]) -> str:
    return f"{to_base36(int(row['deputy']))}-{row['year']}"


def _record(reader: Reader) -> Rows:
    argument = _argument(reader.params)
    before = f"{to_base36(int(reader.params['deputy']))}-{int(reader.params['year']) - 1}"
    return [
        [
            reader.button("duty_file", "dutyfile", argument),
            reader.button("duty_report", "dutyreport", argument),
        ],
        [reader.button("duty_before", "dutycard", before, year=int(reader.params["year"]) - 1)],
    ]


def _records(reader: Reader) -> Rows:
    rows = list(reader.params["rows"])[:_MOST]
    return in_rows([reader.named(str(row["name"]), "dutycard", _argument(row)) for row in rows], 3)


def _nominees(reader: Reader) -> Rows:
    standing = list(reader.params["standing"])
    others = list(reader.params["others"])[:_MOST_OTHERS]
    rows = in_rows(
        [reader.button("put_forward", "nominate", _argument(row), name=row["name"]) for row in others],
        2,
    )
    rows += in_rows(
        [
            reader.button("take_back", "unnominate", _argument(row), name=row["name"])
            for row in standing[:_MOST]
        ],
        2,
    )
    if standing:
        rows.append([reader.button("nominees_file", "nomfile", f"0-{reader.params['year']}")])
    return rows


def _stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


DUTY_KEYBOARDS: Mapping[str, Keyboard] = {
    "duty.record": _record,
    "duty.records": _records,
    "nominees.list": _nominees,
    "nominees.ask_reason": _stop,
}
