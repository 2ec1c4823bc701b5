"""Every act of the table is checked before something is done: no permission that nobody asks about."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.permission_page import PAGE, page
from hotline.permissions import PERMISSIONS, Act, Whose

# The whole program is read once, by one of those who share the tests.
pytestmark = pytest.mark.xdist_group("permissions")
ROOT = Path(__file__).parents[2]
# For showing buttons, never instead of the check.
ONLY_SHOWING = frozenset({"may"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(package: str) -> tuple[ast.Module, ...]:
    return tuple(
        ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / package).rglob("*.py"))
    )


def calls_in(node: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """(what is called, its arguments)"""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
            yield str(name), [*call.args, *(keyword.value for keyword in call.keywords)]


def hands_on_its_act(function: Function, checks: set[str]) -> bool:
    """Whether a function checks the act that it was given."""
    return any(
        name in checks and any(isinstance(given, ast.Name) and given.id == "act" for given in arguments)
        for name, arguments in calls_in(function)
    )


@cache
def checks() -> frozenset[str]:
    """Functions that refuse: those that read the table, and those that hand the act they get on to one."""
    found = {"acting_role", "acting_on"}
    functions = [
        node
        for module in modules("hotline")
        for node in ast.walk(module)
        if isinstance(node, Function) and any(one.arg == "act" for one in node.args.args)
    ]
    while new := {one.name for one in functions if hands_on_its_act(one, found)} - found - ONLY_SHOWING:
        found |= new
    return frozenset(found)


@cache
def checked_in(package: str) -> frozenset[str]:
    """The acts that this package's code hands to a check."""
    return frozenset(
        node.attr
        for module in modules(package)
        for name, arguments in calls_in(module)
        if name in checks()
        for argument in arguments
        for node in ast.walk(argument)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act"
    )


def test_what_opens_a_case_checks_the_act() -> None:
    assert {"open_case", "open_filed", "open_suggestion"} <= checks()
    assert "may" not in checks()


@pytest.mark.parametrize("act", [act for act, row in PERMISSIONS.items() if Whose.NONE not in row.values()])
def test_every_act_on_a_case_is_checked_in_a_use_case(act: Act) -> None:
    assert act.name in checked_in("hotline")


@pytest.mark.parametrize("act", [act for act, row in PERMISSIONS.items() if Whose.NONE in row.values()])
def test_every_act_without_a_case_is_checked_where_it_is_begun(act: Act) -> None:
    assert act.name in checked_in("hotline") | checked_in("handlers") | checked_in("bot")


def test_the_page_of_who_may_do_what_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m bot.permission_page"


def test_every_act_and_whom_it_is_for_stands_on_the_page() -> None:
    rows = {line.split(" | ")[0].strip("| "): line for line in page().splitlines() if line.startswith("| ")}
    assert {act.replace("_", " ") for act in Act} <= set(rows)
    assert rows["close silent"].endswith("|  |  |  |  | any |")
    assert rows["refuse"] == "| refuse |  |  | any | escalated |  |"
