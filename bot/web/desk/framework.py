"""What every page of the desk is made of: one request of one person, her texts, and what answers it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.process import Process
from handlers.wording import FOLDER as BOT_TEXTS
from handlers.wording import Texts
from hotline.casebook import Ref
from hotline.errors import NoSuchCase
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Person

_HERE = Path(__file__).parent
TEXTS = _HERE / "texts"
_STATIC = _HERE / "static"
_SMALL_FORM = 256 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a database can hold.
_LARGEST = 2**63 - 1

environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def texts_for(process: Process, language: str) -> Texts:
    """The desk's catalog in front of the bot's, so that states and categories have one name everywhere."""
    return Texts(language, process.settings.zone, process.clock(), (TEXTS, BOT_TEXTS))


@dataclass(frozen=True)
class Paging:
    """One page of a list, counted from 1; `total` rows in all."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


@dataclass
class Desk:
    """One request of somebody who sits at the desk."""

    request: Request
    process: Process
    work: Work
    actor: Actor
    person: Person
    texts: Texts
    key: str
    page: str = ""
    form: FormData = field(default_factory=FormData)

    @property
    def base(self) -> str:
        """The path below which the desk is reached."""
        return str(self.request.scope.get("root_path", ""))

    def url(self, path: str, **query: Any) -> str:
        """The address of one of our pages; what is None or empty is left out of the query."""
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        return self.base + path + (f"?{urlencode(asked)}" if asked else "")

    def asked(self, name: str, limit: int = 100) -> str:
        """What the address asks for by this name."""
        return _clean(self.request.query_params.get(name, ""), limit)

    def asked_number(self, name: str, default: int = 0) -> int:
        """A number in the address; `default` where there is none."""
        return _number(self.asked(name), default)

    def said(self, name: str, limit: int = 4000) -> str:
        """What stands in a field of the form."""
        value = self.form.get(name, "")
        return _clean(value, limit) if isinstance(value, str) else ""

    def said_number(self, name: str) -> int:
        return _number(self.said(name), 0)

    def file(self, name: str) -> UploadFile | None:
        """A file that came with the form."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    @property
    def id(self) -> int:
        """The identifier in the path. Raises NoSuchCase for anything else."""
        number = _number(str(self.request.path_params.get("id", "")), -1)
        if number < 0:
            raise NoSuchCase("")
        return number

    @property
    def ref(self) -> Ref:
        """The case in the path with the version that the form was made for."""
        return Ref(self.id, self.said_number("version") or None)

    def paging(self, total: int, size: int) -> Paging:
        """The page that the address asks for, no further than there are."""
        paging = Paging(1, size, total)
        return Paging(min(max(1, self.asked_number("page", 1)), paging.last), size, total)

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page, with everything that the layout needs."""
        return HTMLResponse(self.render(template, **values), status_code=status)

    def render(self, template: str, **values: Any) -> str:
        done = self.asked("done", 32)
        return environment.get_template(template).render(
            **values,
            **layout_values(self.texts, self.base),
            desk=self,
            url=self.url,
            key=self.key,
            page=self.page,
            pages=navigation(),
            done=self.texts(f"done.{done}") if done and self.texts.has(f"done.{done}") else "",
            station=self.work.knowledge.station,
            is_in=True,
        )

    def hand_over(self, data: bytes, name: str, mime: str = XLSX) -> Response:
        """A file to take along; `name` in ASCII."""
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type=mime, headers=headers)

    def go(self, path: str, done: str = "", **query: Any) -> Response:
        """On to another page, which says `done` (a key below [done] in the texts) at its top."""
        return RedirectResponse(self.url(path, **query, done=done), status_code=303)


Handler = Callable[[Desk], Awaitable[Response]]


@dataclass(frozen=True)
class Rule:
    """One address: a page that only looks (GET), or a form that acts (POST) in a unit of work."""

    path: str
    handler: Handler
    is_act: bool = False
    # Whether what the handler writes is kept.
    is_kept: bool = False
    # Bytes of a form; larger ones are refused.
    largest: int = _SMALL_FORM


def look(path: str, handler: Handler, *, is_noted: bool = False) -> Rule:
    """A page. Its work only reads, unless that somebody looked has to be written down (`is_noted`)."""
    return Rule(path, handler, is_kept=is_noted)


def act(path: str, handler: Handler, *, largest: int = _SMALL_FORM) -> Rule:
    """A form: its work is committed once, after the handler returned."""
    return Rule(path, handler, is_act=True, is_kept=True, largest=largest)


@dataclass(frozen=True)
class Section:
    """A part of the desk: its name is the key of its texts, `path` its place in the navigation, if any."""

    name: str
    rules: Sequence[Rule]
    path: str | None = None


def navigation() -> list[Section]:
    """The sections that the navigation shows."""
    from bot.web.desk.sections import SECTIONS

    return [section for section in SECTIONS if section.path is not None]


def layout_values(texts: Texts, base: str) -> dict[str, Any]:
    """What every page's layout names, also of those who are not in."""
    return {
        "t": texts,
        "term": texts.term,
        "language": texts.language,
        "stamp": texts.stamp,
        "static": lambda name: f"{base}/static/{name}?{_version(name)}",
    }


def _version(name: str) -> str:
    """Changes when the file does, so that browsers may keep it."""
    return str(int((_STATIC / name).stat().st_mtime))


def _clean(text: str, limit: int) -> str:
    """Without what PostgreSQL does not take, and no longer than it may be."""
    return text.replace("\x00", "")[:limit].strip()


def _number(text: str, default: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST))):
        return default
    return number if (number := int(text)) <= _LARGEST else default
