"""The buttons of the public ledger: line by line, the rest at once, and putting it up."""

from collections.abc import Mapping

from handlers.callbacks import pack
from handlers.keyboards.rows import Keyboard, Reader, Rows


def _line(reader: Reader) -> Rows:
    return [
        [_of_line(reader, "ledger_ok", "ledok"), _of_line(reader, "ledger_edit", "ledew")],
        [_of_line(reader, "ledger_no", "ledno"), _of_line(reader, "ledger_rest", "ledrest")],
    ]


def _of_line(reader: Reader, label: str, act: str) -> dict[str, str]:
    data = pack(act, int(reader.params["line"]), int(reader.params["version"]))
    return {"text": reader.texts(f"buttons.{label}"), "callback_data": data}


def _overview(reader: Reader) -> Rows:
    quarter = str(reader.params["quarter"])
    if reader.params["is_published"]:
        return [[reader.button("ledger_files", "ledfile", quarter)]]
    waiting, approved = reader.params["waiting"], reader.params["approved"]
    if waiting:
        rest = reader.button("ledger_all", "ledall", f"{quarter}-{waiting}", count=waiting)
        return [[reader.button("ledger_go", "ledgo", quarter), rest]]
    return [[reader.button("ledger_ask", "ledask", quarter)]] if approved else []


def _due(reader: Reader) -> Rows:
    return [[reader.button("ledger_go", "ledgo", str(reader.params["quarter"]))]]


def _ask(reader: Reader) -> Rows:
    quarter = str(reader.params["quarter"])
    return [
        [reader.button("ledger_publish", "ledpub", quarter), reader.button("ledger_wait", "ledshow", quarter)]
    ]


LEDGER_KEYBOARDS: Mapping[str, Keyboard] = {
    "ledger.due": _due,
    "ledger.overview": _overview,
    "ledger.line": _line,
    "ledger.ask_publish": _ask,
    "ledger.ask_words": lambda reader: [[reader.button("stop_writing", "stop")]],
}
