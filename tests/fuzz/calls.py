"""What is asked of the web desk and of Open311: what pages offer, bent, and what no browser sends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlencode, urlsplit

from bot.web.desk.sections import SECTIONS
from tests.fuzz.pure_files import workbook
from tests.fuzz.words import Words
from tests.support.desk import URL

OPEN311 = "/open311/v2"
_SERVED = ("discovery", "services", "requests", "requests", "services/{}", "requests/{}", "tokens/{}", "{}")
_ASKED = (
    *("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size"),
    *("api_key", "jurisdiction_id"),
)
_TOLD = (
    *("service_code", "lat", "long", "address_string", "address_id", "email", "first_name", "media_url"),
    *("jurisdiction_id", "device_id"),
)
_FIELDS = (
    *("words", "version", "category", "deputy", "reason", "days", "word", "q", "week", "page", "state"),
    "done",
    *("village", "quarter", "light", "sentence", "strength", "number", "due_on", "urgency", "back", "then"),
)
_METHODS = ("GET", "POST", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X" * 40)
_FORM = "application/x-www-form-urlencoded"
_LARGEST = 70_000
_KEY = re.compile(r'name="key" value="([0-9a-f]{64})"')


@dataclass(frozen=True)
class Call:
    """One request as bytes on the wire."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return ascii(f"{self.method} {self.path}?{self.query} {dict(self.headers)} {self.body[:800]!r}")


@dataclass
class Visitor:
    """Who asks: a session's cookie (empty: none), the key of its forms, and the network."""

    name: str
    cookie: str = ""
    key: str = ""
    network: str = "203.0.113.7"
    person_id: int = 0
    is_let_in: bool = True


class _Offers(HTMLParser):
    """What a page offers: addresses, and forms with their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append((given.get("action", "/"), {"": given.get("method", "get").lower()}))
        elif tag in ("input", "select", "textarea", "button") and given.get("name") and self.forms:
            self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "option" and self.forms and given.get("value"):
            fields = self.forms[-1][1]
            fields[list(fields)[-1]] = given["value"]


class Calls:
    """Makes requests; what pages have offered is followed and filled in."""

    def __init__(self, words: Words, api_key: str) -> None:
        self.words, self.api_key = words, api_key
        self._links = [section.path for section in SECTIONS if section.path is not None]
        self._forms: list[tuple[str, dict[str, str]]] = []
        self._rules = [rule for section in SECTIONS for rule in section.rules]
        self._ids: list[str] = ["0", "1"]

    def one(self, visitor: Visitor) -> Call:
        way = self.words.chance.random()
        if way < 0.25:
            return self._followed()
        if way < 0.55 and self._forms:
            return self._filled(visitor)
        if way < 0.75:
            return self._by_rule(visitor)
        return self._open311() if way < 0.93 else self._rubbish()

    def _followed(self) -> Call:
        """A link of a page, sometimes with another query."""
        parts = urlsplit(self.words.pick(self._links))
        query = self.words.mutated(parts.query) if self.words.is_in(0.4) else parts.query
        return Call("GET", parts.path, quote(query, safe="=&%+", errors="replace"))

    def _filled(self, visitor: Visitor) -> Call:
        """A form of a page, filled in somehow."""
        action, fields = self.words.pick(self._forms)
        given = {name: self._value(name, value) for name, value in fields.items() if name}
        if fields.get("") != "post":
            return Call("GET", urlsplit(action).path, urlencode(given, errors="replace"))
        return self._posted(visitor, urlsplit(action).path, given)

    def _value(self, name: str, value: str) -> str:
        if name in ("version", "key") and self.words.is_in(0.95):
            return value
        way = self.words.chance.random()
        if way < 0.35 and value:
            return value
        return str(self.words.pick((self.words.short, self.words.text, self.words.number, self.words.day))())

    def _by_rule(self, visitor: Visitor) -> Call:
        """Any address that somebody listens to, with an id of a page or a wrong one."""
        rule = self.words.pick(self._rules)
        key = self.words.pick(self._ids) if self.words.is_in(0.7) else self.words.short()
        path = rule.path.replace("{id}", quote(key, safe="", errors="replace"))
        given = {name: self._value(name, "") for name in _FIELDS if self.words.is_in(0.3)}
        if not rule.is_act:
            return Call("GET", path, urlencode(given, errors="replace"))
        return self._posted(visitor, path, given)

    def _posted(self, visitor: Visitor, path: str, given: Mapping[str, str]) -> Call:
        """A form as a browser would send it, or as another page would."""
        fields = {**given, "key": visitor.key}
        headers = {"origin": URL, "sec-fetch-site": "same-origin"}
        if self.words.is_in(0.06):
            fields["key"] = self.words.pick(("", "0" * 64, self.words.short()))
        elif self.words.is_in(0.06):
            headers = {
                "origin": self.words.pick(("https://evil.example", "null", "")),
                "sec-fetch-site": "cross-site",
            }
        if self.words.is_in(0.25):
            return self._with_file(path, fields, headers)
        body = urlencode(fields, errors="replace").encode()
        return Call("POST", path, headers={**headers, "content-type": _FORM}, body=body)

    def _with_file(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Call:
        words, mark = self.words, "mark"
        name = words.pick(("workbook", "file", "words"))
        file = workbook(words) if words.is_in(0.3) else words.text().encode("utf-8", "replace")
        filename = words.pick(("a.xlsx", "../../etc/passwd", "\u202exslx.exe", words.short())).replace(
            '"', ""
        )
        filename = header(filename)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{header(key)}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
        )
        body = "".join(parts).encode("utf-8", "replace") + file + f"\r\n--{mark}--\r\n".encode()
        if words.is_in(0.15):
            body = body[: words.chance.randrange(len(body))]
        return Call(
            "POST",
            path,
            headers={**headers, "content-type": f"multipart/form-data; boundary={mark}"},
            body=body,
        )

    def _open311(self) -> Call:
        words = self.words
        if words.is_in(0.6):
            query = {name: words.short() for name in _ASKED if words.is_in(0.15)}
            return Call("GET", self._service_path(), urlencode(query, errors="replace"))
        form = {name: words.short() for name in _TOLD if words.is_in(0.5)}
        form |= {"description": words.text()} if words.is_in(0.8) else {}
        form |= {"api_key": self.api_key} if words.is_in(0.9) else {}
        form |= {"service_code": "other", "lat": "45.1", "long": "126.5"} if words.is_in(0.6) else {}
        kind = _FORM if words.is_in(0.95) else words.pick(("text/xml", "", "multipart/form-data"))
        path = f"{OPEN311}/requests.{words.pick(('json', 'xml'))}"
        return Call(
            "POST", path, headers={"content-type": kind}, body=urlencode(form, errors="replace").encode()
        )

    def _service_path(self) -> str:
        words = self.words
        what = words.pick(_SERVED).format(quote(words.short()[:60], safe="", errors="replace"))
        return f"{OPEN311}/{what}.{words.pick(('json', 'xml', 'xml', 'x'))}"

    def _rubbish(self) -> Call:
        """What no browser sends."""
        words = self.words
        path = words.pick(
            (
                *(
                    "/static/../app.py",
                    "/static/%2e%2e/app.py",
                    "/static//etc/passwd",
                    "//evil.example/",
                    "/\x00",
                    "/enter/",
                ),
                *(
                    f"/enter/{words.text()[:500]}",
                    f"/{words.text()[:5000]}",
                    "/" + "a/" * 3000,
                    "/cases/-1",
                    "/cases/9" + "9" * 400,
                ),
            )
        )
        path = path if words.is_in(0.7) else str(words.pick(self._links))
        headers = {
            _token(words.short()): header(words.text()[:2000]) for _ in range(words.chance.randrange(4))
        }
        names = (
            "host",
            "content-length",
            "content-type",
            "range",
            "accept-language",
            "transfer-encoding",
            "if-modified-since",
        )
        headers |= {name: header(words.short()) for name in names if words.is_in(0.2)}
        body = (
            words.text().encode("utf-8", "replace")
            if words.is_in(0.5)
            else words.chance.randbytes(words.chance.randrange(300))
        )
        if words.is_in(0.02):
            body = words.repeated(_LARGEST).encode("utf-8", "replace")
        return Call(
            words.pick(_METHODS), path, quote(words.short(), safe="=&%+", errors="replace"), headers, body
        )

    def learn(self, body: str) -> None:
        """What the page offers may be asked for next."""
        offers = _Offers()
        offers.feed(body)
        if found := _KEY.search(body):
            offers.forms = [(action, {**fields, "key": found[1]}) for action, fields in offers.forms]
        self._links = [*self._links, *map(unescape, offers.links)][-300:]
        self._forms = [*self._forms, *offers.forms][-150:]
        self._ids = [*self._ids, *re.findall(r"/(?:cases|triage|words|files|members)/(\d{5,19})", body)][
            -200:
        ]


def header(text: str) -> str:
    """What a server lets pass as a header's value."""
    return re.sub(r"[\r\n\x00]", " ", text).encode("utf-8", "replace").decode("latin-1")


def _token(text: str) -> str:
    """What a server lets pass as a header's name."""
    return re.sub(r"[^a-z0-9-]", "", text.lower()) or "x-y"


def decoded(path: str) -> str:
    """As a server hands it on: unquoted, and UTF-8 with whatever is none replaced."""
    return unquote(path, errors="replace").encode("utf-8", "replace").decode()
