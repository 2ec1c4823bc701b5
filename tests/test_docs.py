"""README, guides and docs: their links lead somewhere; their commands and buttons are those of the bot."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes
from telegram.ext import CommandHandler

from handlers import HANDLERS
from handlers.wording import LANGUAGES, environment, read_catalog

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = sorted((ROOT / "docs").glob("guide-*.zh-CN.md"))
ROLES = {"constituent", "deputy", "liaison", "presidium"}
COMMAND = re.compile(r"(?<![\w/.<])/([a-z]+)")
# Named where they are needed, or sent by Telegram itself.
NOT_IN_HELP = {"start", "help", "submit", "cancel"}


def commands_of_the_bot() -> set[str]:
    return {name for handler in HANDLERS if isinstance(handler, CommandHandler) for name in handler.commands}


def relative_links(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"<img src=\"([^\"]+)\"", text)
    return [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def labels() -> list[re.Pattern[str]]:
    """What a button may say: its text with anything in place of a variable."""
    catalog = read_catalog("zh-Hans")
    groups = ("buttons.", "terms.result.")
    sources = [source for key, source in catalog.items() if key.startswith(groups)]
    return [re.compile(_with_gaps(source)) for source in sources]


def _with_gaps(source: str) -> str:
    parts: list[str] = []
    for output in environment().parse(source).find_all(nodes.Output):
        for node in output.nodes:
            parts.append(re.escape(node.data) if isinstance(node, nodes.TemplateData) else ".+")
    return "".join(parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_and_picture_exists(page: Path) -> None:
    assert [target for target in relative_links(page) if not (page.parent / target).exists()] == []


def test_every_role_has_a_guide_that_both_readmes_link() -> None:
    assert {guide.name for guide in GUIDES} == {f"guide-{role}.zh-CN.md" for role in ROLES}
    for name in ("README.md", "README.zh-CN.md"):
        linked = set(relative_links(ROOT / name))
        assert {f"docs/{guide.name}" for guide in GUIDES} <= linked, name


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guide_has_a_picture_and_names_only_commands_and_buttons_that_exist(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    named = {name for code in re.findall(r"`([^`]+)`", text) for name in COMMAND.findall(code)}
    assert named, "a guide without commands leaves everybody alone whose buttons have expired"
    assert named - commands_of_the_bot() == set()
    known = labels()
    pressed = set(re.findall(r"〔([^〕]+)〕", text)) - {"这样的"}
    assert {label for label in pressed if not any(one.fullmatch(label) for one in known)} == set()
    assert any(target.startswith("images/") for target in relative_links(guide))


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command_and_no_other(language: str) -> None:
    catalog = read_catalog(language)
    short, long = (set(COMMAND.findall(catalog[key])) for key in ("help", "help_more"))
    assert short | long <= commands_of_the_bot()
    assert commands_of_the_bot() - long == NOT_IN_HELP
