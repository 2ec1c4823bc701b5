"""The controls over HTTP: faults, outages, the call log, the counters."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from bot.simulator.errors import ApiError, UserError, forbidden, too_many_requests, upgraded
from bot.simulator.faults import SERVER_ERRORS, Fault
from bot.simulator.simulator import Simulator
from bot.simulator.web.endpoints import Row, routes_of
from bot.simulator.web.forms import Form, read_form


async def read_calls(sim: Simulator, request: Request) -> list[dict[str, Any]]:
    """GET /control/calls."""
    form = await read_form(request)
    method = form.text("method")
    calls = sim.calls.since(form.integer("after") or 0)
    return [call.view() for call in calls if not method or call.method == method]


async def clear_calls(sim: Simulator, request: Request) -> dict[str, Any]:
    """DELETE /control/calls."""
    sim.calls.clear()
    return {}


async def read_counters(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /control/counters."""
    return {
        "calls": dict(sim.calls.counters),
        "refusals": {str(code): count for code, count in sim.calls.refusals.items()},
        "violations": sim.limits.violations,
        "pending_updates": len(sim.updates),
        "people": len(sim.world.people),
        "cursor": sim.events.cursor,
    }


async def list_faults(sim: Simulator, request: Request) -> list[dict[str, Any]]:
    """GET /control/faults."""
    return [fault.view() for fault in sim.faults.ordered]


async def order_fault(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /control/faults."""
    form = await read_form(request)
    try:
        fault = Fault(
            form.text("kind"),
            form.text("method") or None,
            form.integer("chat_id"),
            form.integer("times") or 1,
            form.integer("skip") or 0,
            form.seconds("seconds"),
            _error(form) if form.text("kind") == "error" else None,
        )
    except ValueError as error:
        raise UserError(400, str(error)) from None
    return sim.faults.order(fault).view()


def _error(form: Form) -> ApiError:
    code = form.needed("code")
    if code == 429:
        return too_many_requests(form.integer("retry_after") or 1)
    if new_id := form.integer("migrate_to_chat_id"):
        return upgraded(new_id)
    description = form.text("description")
    if code == 403 and not description:
        return forbidden("bot was blocked by the user")
    return ApiError(code, description or SERVER_ERRORS.get(code, "Bad Request"))


async def clear_faults(sim: Simulator, request: Request) -> dict[str, Any]:
    """DELETE /control/faults."""
    sim.faults.clear()
    return {}


async def disturb_updates(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /control/updates: duplicates and reversals still to come."""
    form = await read_form(request)
    sim.updates.duplicates = form.integer("duplicates") or 0
    sim.updates.reversals = form.integer("reversals") or 0
    return {"duplicates": sim.updates.duplicates, "reversals": sim.updates.reversals}


async def go_down(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /control/down."""
    form = await read_form(request)
    sim.outage.begin(form.seconds("seconds") or None)
    return {"down": True}


async def come_up(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /control/up."""
    sim.outage.end()
    return {"down": False}


async def show_clock(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /control/clock: the time, and the steps by which it can be moved."""
    return {"now": sim.clock().isoformat(), "steps": [step.view() for step in sim.front.steps]}


async def move_clock(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /control/clock: take a step, named by `step`."""
    name = (await read_form(request)).text("step")
    step = sim.front.step(name)
    if step is None:
        known = ", ".join(step.name for step in sim.front.steps) or "none"
        raise UserError(404, f"no step {name!r}; there are: {known}")
    sim.move_clock(step)
    return await show_clock(sim, request)


CLOCK: list[Row] = [
    ("GET", "/control/clock", show_clock),
    ("POST", "/control/clock", move_clock),
]
CONTROL: list[Row] = [
    ("GET", "/control/calls", read_calls),
    ("DELETE", "/control/calls", clear_calls),
    ("GET", "/control/counters", read_counters),
    ("GET", "/control/faults", list_faults),
    ("POST", "/control/faults", order_fault),
    ("DELETE", "/control/faults", clear_faults),
    ("POST", "/control/updates", disturb_updates),
    ("POST", "/control/down", go_down),
    ("POST", "/control/up", come_up),
]


def control_routes(sim: Simulator, *, has_clock: bool = True) -> list[Route]:
    """All routes of the controls; whoever is reached from elsewhere leaves the clock out."""
    return routes_of(sim, [*CONTROL, *(CLOCK if has_clock else [])])
