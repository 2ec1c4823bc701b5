"""What stands between the wire and the rules: buttons, updates, groups, parts of messages, texts, Open311."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from jinja2 import meta
from starlette.datastructures import QueryParams
from telegram import Update

from bot.demo import sample
from bot.inbox import _storable
from bot.simulator.html_text import parse_html
from bot.web.open311.asking import Refused, asked_by, page_of, report_in
from handlers.callbacks import LIMIT, NotAButton, pack, unpack
from handlers.decoding import chat_of, is_command, material_of
from handlers.groups import is_private, line_for
from handlers.parts import parts_of
from handlers.typed import first_word, only_like
from handlers.wording import LANGUAGES, Texts, environment, read_catalog
from hotline.lexicon import load
from hotline.open311.services import Services, services_of
from storage.ids import from_base36
from tests.fuzz.target import Target
from tests.fuzz.telegram import message_of_any_kind, press_data
from tests.fuzz.words import LONGEST, Words

_NOW = datetime(2026, 6, 15, 1, tzinfo=UTC)


def _data(words: Words) -> str:
    way = words.chance.random()
    if way < 0.8:
        return press_data(words)
    return words.text() if way < 0.998 else words.repeated(LONGEST)


def _unpack(data: str) -> None:
    press = unpack(data)
    assert press.page >= 0
    if len(data.encode("utf-8", "surrogatepass")) <= LIMIT and data.isprintable():
        assert pack(press.act, press.case_id, press.version, press.argument) == data
    assert press.among(("a", "b")) in ("a", "b")
    assert press.key == from_base36(press.argument)


def _packed(words: Words) -> tuple[str, int, int, str]:
    return words.short()[:12], words.chance.randrange(2**63), words.chance.randrange(99), words.short()[:20]


def _pack(given: tuple[str, int, int, str]) -> None:
    data = pack(*given)
    assert len(data.encode()) <= LIMIT
    if ":" not in given[0]:
        press = unpack(data)
        assert (press.act, press.case_id, press.version, press.argument) == given


def _decode(raw: Mapping[str, Any]) -> None:
    """A well-formed update with hostile words is read without any exception; keeping it in JSON as well."""
    update = Update.de_json(cast(dict[str, Any], _storable(dict(raw))), None)
    assert update is not None
    chat_of(update)
    is_command(update)
    for message in (update.message, update.edited_message):
        if message is not None:
            material = material_of(message)
            material.text.encode()


def _well_formed(words: Words) -> Mapping[str, Any]:
    while True:
        made = message_of_any_kind(words)
        try:
            Update.de_json(cast(dict[str, Any], _storable(dict(made))), None)
        except Exception:
            continue
        if _is_of_telegrams_types(made):
            return made


def _is_of_telegrams_types(raw: Mapping[str, Any]) -> bool:
    message = raw.get("message", raw.get("edited_message"))
    if not isinstance(message, dict):
        return True
    if not isinstance((message.get("chat") or {}).get("id", 0), int):
        return False
    return all(isinstance(message.get(name, ""), str) for name in ("text", "caption"))


def _group(raw: Mapping[str, Any]) -> None:
    if not is_private(raw):
        line_for(raw, "hotline_bot")


def _parts(text: str) -> None:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    parts = parts_of(text, 200)
    assert all(len(part.encode("utf-16-le")) <= 400 for part in parts), "a part is too long"
    assert "".join(parts).replace("\n", "") == text.replace("\n", "") or not text.strip()


@cache
def _plain_texts() -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """Language, key and variables of all texts that take words alone."""
    found = []
    for language in LANGUAGES:
        for key, source in read_catalog(language).items():
            names = meta.find_undeclared_variables(environment().parse(source)) - _GIVEN
            if names and _renders(language, key, names):
                found.append((language, key, tuple(sorted(names))))
    return tuple(found)


_GIVEN = frozenset({"day", "by", "is_past", "stamp", "term"})


def _renders(language: str, key: str, names: set[str]) -> bool:
    try:
        parse_html(str(Texts(language, sample.ZONE, _NOW)(key, **dict.fromkeys(names, "x"))))
    except Exception:
        return False
    return True


# No name, day or number is longer; what people wrote stands in lines of its own.
_LONGEST_VALUE = 300


def _wording(words: Words) -> tuple[str, str, dict[str, str]]:
    language, key, names = words.pick(_plain_texts())
    return language, key, {name: _without_halves(words.text())[:_LONGEST_VALUE] for name in names}


def _without_halves(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _render(given: tuple[str, str, dict[str, str]]) -> None:
    language, key, values = given
    shown = str(Texts(language, sample.ZONE, _NOW)(key, **values))
    assert "<script" not in shown
    parse_html(shown)
    for part in parts_of(shown):
        parse_html(part)


def _query(words: Words) -> QueryParams:
    names = (
        "service_request_id",
        "service_code",
        "start_date",
        "end_date",
        "status",
        "page",
        "page_size",
        "x",
    )
    values = (
        "2026-06-01",
        "2026-06-01T00:00:00Z",
        "open",
        "closed",
        "1",
        "2,3",
        "0-0",
        "9999-12-31",
        "0001-01-01",
    )
    pairs = [
        (words.pick(names), words.pick(values) if words.is_in(0.6) else _without_halves(words.short()))
        for _ in range(words.chance.randrange(5))
    ]
    return QueryParams(pairs)


def _ask(query: QueryParams) -> None:
    asked_by(query, _services(), _NOW, sample.ZONE)
    page = page_of(query)
    assert page.offset >= 0


@cache
def _services() -> Services:
    return services_of(load())


def _form(words: Words) -> dict[str, str]:
    names = (
        "service_code",
        "description",
        "lat",
        "long",
        "address_id",
        "address_string",
        "email",
        "phone",
        "media_url",
    )
    made = {name: _without_halves(words.short()) for name in names if words.is_in(0.5)}
    if words.is_in(0.7):
        made |= {
            "service_code": words.pick(tuple(_services().by_code)),
            "description": _without_halves(words.text()),
        }
    return made


def _report(form: dict[str, str]) -> None:
    report = report_in(form, _services())
    assert report.text


def _choose(text: str) -> None:
    first_word(text)
    found = only_like(text[:20], ("王桂芳", "王桂香", "李家庄"))
    assert found is None or found in ("王桂芳", "王桂香", "李家庄")


WIRE_TARGETS: Sequence[Target] = (
    Target("buttons read", 80, _data, _unpack, (NotAButton,)),
    Target("buttons made", 50, _packed, _pack, (ValueError,)),
    Target("updates decoded", 30, _well_formed, _decode),
    Target("groups", 20, message_of_any_kind, _group, (AttributeError, KeyError, TypeError, ValueError)),
    Target("parts of messages", 40, Words.text, _parts),
    Target("texts", 30, _wording, _render),
    Target("Open311 queries", 40, _query, _ask, (Refused,)),
    Target("Open311 reports", 30, _form, _report, (Refused,)),
    Target("names typed", 50, Words.text, _choose),
)
