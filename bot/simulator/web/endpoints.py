"""What the user side's endpoints have in common."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.errors import ApiError, UserError
from bot.simulator.people import accounts
from bot.simulator.simulator import Simulator
from bot.simulator.web.connection import ClientGoneError, unless_gone
from bot.simulator.web.forms import Form
from bot.simulator.world import Chat, Person

Result = TypeVar("Result")
Handler = Callable[[Simulator, Request], Awaitable[Any]]
Row = tuple[str, str, Handler]


def person_of(sim: Simulator, request: Request) -> Person:
    """The person the path names."""
    return accounts.find_person(sim, int(request.path_params["person"]))


def chat_for(sim: Simulator, person: Person, form: Form, field: str = "chat_id") -> Chat:
    """The chat a request names, or the one with the bot."""
    return accounts.chat_of(sim, person, form.integer(field))


async def waiting(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a wait, given up when the client hangs up."""
    return await unless_gone(request.receive, work)


def routes_of(sim: Simulator, table: list[Row]) -> list[Route]:
    """Routes from rows of verb, path and handler."""
    return [Route(path, as_endpoint(sim, handler), methods=[verb]) for verb, path, handler in table]


def as_endpoint(sim: Simulator, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A Starlette endpoint: JSON out, refusals as {"error": …}."""

    async def endpoint(request: Request) -> Response:
        try:
            result = await handler(sim, request)
        except UserError as error:
            return JSONResponse({"error": error.message}, error.status)
        except ApiError as error:
            return JSONResponse({"error": error.description}, error.code)
        except ClientGoneError:
            return Response(status_code=499)
        return result if isinstance(result, Response) else JSONResponse(result)

    return endpoint
