"""The desk's catalogs: complete in every language, used, in plain words, and apart from the bot's."""

import re
from pathlib import Path

import pytest
from jinja2 import meta

from bot.web.desk import case_acts, framework
from bot.web.desk.sections import SECTIONS
from handlers.texts.traditional import TRADITIONAL, to_traditional
from handlers.wording import LANGUAGES, environment, read_catalog
from storage.queries.outbox import PARKED, UNREACHABLE
from storage.vocabulary import Light

_HERE = Path(framework.__file__).parent
_KEY = re.compile(r"""(?<![\w.])t(?:exts)?\(\s*f?["']([\w.]+)["']""")
_JOINED = re.compile(r"""(?<![\w.])t(?:exts)?\(\s*["']([\w.]+)["']\s*~""")
_DONE = re.compile(r"""done=["'](\w+)["']|_then_show\(\w+, ["'](\w+)["']\)""")
_PUT_TOGETHER = {
    "lights": {*Light},
    "failures": {PARKED, UNREACHABLE},
    "case_page": {name + end for name in case_acts.ACTS for end in ("", "_button")}
    | {f"file_{kind}" for kind in ("photo", "voice", "video", "audio", "document")},
    "refused": {f"session_{reason}" for reason in ("unknown", "left", "replaced", "idle", "expired")}
    | {"session_copied", "session_role_withdrawn"}
    | {f"link_{reason}" for reason in ("unknown", "used", "expired", "role_withdrawn")}
    | {"forged", "too_large", "no_page", "fault"},
}
"""Keys that templates and code put together, by their table."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def catalog(language: str = "zh-Hans") -> dict[str, str]:
    return read_catalog(language, framework.TEXTS)


def variables_of(source: str) -> set[str]:
    return meta.find_undeclared_variables(environment().parse(source))


def sources() -> str:
    """All templates and modules of the desk."""
    paths = [*_HERE.rglob("*.html"), *_HERE.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_language_has_the_same_keys(language: str) -> None:
    assert catalog(language).keys() == catalog().keys()


def test_a_text_uses_the_same_variables_in_every_language(language: str) -> None:
    own, first = catalog(language), catalog()
    assert {key: variables_of(own[key]) for key in own} == {key: variables_of(first[key]) for key in first}


def test_the_traditional_catalog_is_up_to_date() -> None:
    fresh = to_traditional((framework.TEXTS / "zh-Hans.toml").read_text(encoding="utf-8"))
    existing = (framework.TEXTS / TRADITIONAL.name).read_text(encoding="utf-8")
    assert existing == fresh, "run: python -m handlers.texts"


def test_every_key_that_is_named_has_a_text(language: str) -> None:
    joined = set(_JOINED.findall(sources()))
    named = set(_KEY.findall(sources())) - joined
    whole = {key for key in named if not key.endswith((".", "_"))}
    known = catalog(language).keys() | read_catalog(language).keys()
    assert whole - known == set()


def test_every_key_that_is_put_together_has_a_text() -> None:
    wanted = {f"{table}.{name}" for table, names in _PUT_TOGETHER.items() for name in names}
    wanted |= {f"{section.name}.nav" for section in SECTIONS if section.path is not None}
    assert wanted - catalog().keys() == set()


def test_every_done_is_said(language: str) -> None:
    named = {first or second for first, second in _DONE.findall(sources())}
    assert named
    assert {f"done.{name}" for name in named} - catalog(language).keys() == set()


def test_no_table_has_the_name_of_one_of_the_bots() -> None:
    own = {key.partition(".")[0] for key in catalog()} - {"terms"}
    bots = {key.partition(".")[0] for key in read_catalog("zh-Hans")}
    assert own & bots == set()


def test_no_template_speaks_by_itself() -> None:
    """User text stands in the catalogs; a comma between words of a list is no text."""
    chinese = re.compile("[\u4e00-\u9fff]")
    for path in _HERE.rglob("*.html"):
        assert not chinese.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("word", ["系统", "提交成功", "流程", "工单", "操作", "请耐心等待", "按钮已失效"])
def test_no_word_of_an_office_machine_is_used(word: str) -> None:
    assert [key for key, text in catalog().items() if word in text] == []


def test_english_holds_no_chinese() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    assert [key for key, text in catalog("en").items() if chinese.search(text)] == []


def test_every_text_is_used() -> None:
    named = set(re.findall(r"[\w]+(?:\.[\w]+)+", sources()))
    put_together = {f"{table}.{name}" for table, names in _PUT_TOGETHER.items() for name in names}
    put_together |= {f"{section.name}.nav" for section in SECTIONS}
    beginnings = tuple(_JOINED.findall(sources())) + tuple(re.findall(r"""f["']([\w.]+[._])\{""", sources()))
    said = {f"done.{first or second}" for first, second in _DONE.findall(sources())}
    # What the hotline refuses is said by the name of its error.
    refusals = {f"refusal.{name}" for name in re.findall(r"\w+", sources()) if name[0].isupper()}
    used = named | put_together | said | refusals
    unused = {
        key
        for key in catalog()
        if key not in used and not key.startswith((*beginnings, "terms.")) and key != "failures.again"
    }
    assert unused == set()
