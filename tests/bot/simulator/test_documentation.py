"""The documented examples are calls the server knows, and it knows no others."""

import re
from pathlib import Path

from starlette.routing import Match, Route

from bot.simulator import Simulator
from bot.simulator.faults import KINDS
from bot.simulator.web.control import control_routes
from bot.simulator.web.user_side import user_routes

GUIDE = (Path(__file__).parents[3] / "docs" / "local-bot-api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r'^curl (?P<options>.*?)"?\$(?P<door>[UC])(?P<path>[^\s"?]*)(?P<rest>.*)$', re.MULTILINE)
DOORS = {"U": "/user", "C": "/control"}


def routes() -> list[Route]:
    simulator = Simulator()
    return [*user_routes(simulator), *control_routes(simulator)]


def examples() -> list[tuple[str, str]]:
    found = []
    for example in EXAMPLE.finditer(GUIDE):
        verb = re.search(r"-X (\w+)", example["options"])
        sends = "--json" in example["rest"] or "-F" in example["rest"]
        found.append(
            (verb[1] if verb else "POST" if sends else "GET", DOORS[example["door"]] + example["path"])
        )
    return found


def known(route: Route, verb: str, path: str) -> bool:
    return route.matches({"type": "http", "method": verb, "path": path})[0] is Match.FULL


def test_every_example_is_a_call_the_server_knows() -> None:
    table = routes()
    assert len(examples()) > 50
    assert [e for e in examples() if not any(known(route, *e) for route in table)] == []


def test_every_call_has_an_example() -> None:
    calls = examples()
    assert [r.path for r in routes() if not any(known(r, *call) for call in calls)] == []


def test_every_fault_is_explained() -> None:
    assert {kind for kind in KINDS if f"`{kind}`" not in GUIDE} == set()
