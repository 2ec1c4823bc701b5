"""The buttons of contact days: book, what it is about, give the seat back; announce, register, call off."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, in_rows
from storage.ids import to_base36


def _keys(reader: Reader) -> list[str]:
    days = reader.params["days"]
    return [to_base36(int(key)) for key in (days if isinstance(days, list) else [days])]


def _book(reader: Reader) -> Rows:
    """One button for a single day; of several each has its own."""
    if len(reader.choices) == 1:
        return [[reader.button("book_day", "cbook", _keys(reader)[0])]]
    return [[reader.button("book_on", "cbook", to_base36(key), which=day)] for key, day in reader.choices]


def _open(reader: Reader) -> Rows:
    return in_rows([reader.named(day, "cday", to_base36(key)) for key, day in reader.choices], 2)


def _card(reader: Reader) -> Rows:
    return [[reader.button("book_day", "cbook", _keys(reader)[0])]]


def _booked(reader: Reader) -> Rows:
    """What it is about may be one of one's own cases."""
    day = _keys(reader)[0]
    cases = [reader.named(number, "cbcase", f"{day}-{to_base36(key)}") for key, number in reader.choices]
    last: Row = [reader.button("book_named", "cbname", day), reader.button("book_not", "cbnot", day)]
    return [*in_rows(cases, 4), last]


def _reminder(reader: Reader) -> Rows:
    return [[reader.button("book_not", "cbnot", _keys(reader)[0])]]


def _preview(reader: Reader) -> Rows:
    return [[reader.button("day_announce", "cdayok"), reader.button("stop_writing", "stop")]]


def _host(reader: Reader) -> Rows:
    day = _keys(reader)[0]
    return [[reader.button("day_visitor", "cvisitor", day), reader.button("day_off", "cdayoff", day)]]


def _call_off(reader: Reader) -> Rows:
    day = _keys(reader)[0]
    return [[reader.button("day_off_sure", "cdaydrop", day), reader.button("back", "cday", day)]]


CONTACT_DAY_KEYBOARDS: Mapping[str, Keyboard] = {
    "contact_day.announced": _book,
    "contact_day.list": _open,
    "contact_day.card": _card,
    "contact_day.booked": _booked,
    "contact_day.about_noted": _reminder,
    "contact_day.reminder": _reminder,
    "contact_day.preview": _preview,
    "contact_day.fixed": _host,
    "contact_day.host_card": _host,
    "contact_day.visitors": _host,
    "contact_day.visitor_noted": _host,
    "contact_day.ask_call_off": _call_off,
}
