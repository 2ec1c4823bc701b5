"""People for tests, replays and the demo: typed, asynchronous, over the user-side HTTP API."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from bot.simulator.person import Person
from bot.simulator.wire import Wire


class People:
    """The way in: makes people and groups on a running simulator. Use as `async with`."""

    def __init__(self, base_url: str) -> None:
        self.wire = Wire(base_url)

    async def __aenter__(self) -> "People":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self.wire.aclose()

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file in a message."""
        return await self.wire.download(file_id)

    async def join(
        self,
        first_name: str,
        *,
        language_code: str = "zh-hans",
        person_id: int | None = None,
        last_name: str = "",
        username: str = "",
        phone_number: str = "",
    ) -> Person:
        """A new person, who has not started the bot yet."""
        given = {"last_name": last_name, "username": username, "phone_number": phone_number, "id": person_id}
        body = {k: v for k, v in given.items() if v} | {
            "first_name": first_name,
            "language_code": language_code,
        }
        return Person(self.wire, await self.wire.request("POST", "/user/people", json=body))

    async def find(self, person_id: int) -> Person:
        """A person who is there already."""
        return Person(self.wire, await self.wire.request("GET", f"/user/people/{person_id}"))

    async def everyone(self) -> list[Person]:
        """All people."""
        return [Person(self.wire, profile) for profile in await self.wire.request("GET", "/user/people")]

    async def group(
        self,
        creator: Person,
        title: str,
        members: Sequence[Person] = (),
        *,
        with_bot: bool = False,
        kind: str = "group",
    ) -> "Group":
        """A new group."""
        body = {
            "creator": creator.id,
            "title": title,
            "type": kind,
            "members": [person.id for person in members],
            "with_bot": with_bot,
        }
        return Group(self.wire, await self.wire.request("POST", "/user/groups", json=body))

    async def order_fault(self, kind: str, method: str | None = None, **details: Any) -> dict[str, Any]:
        """Order a fault; see docs/local-bot-api.md for kinds and details."""
        body = {"kind": kind, "method": method, **details}
        ordered: dict[str, Any] = await self.wire.request("POST", "/control/faults", json=body)
        return ordered

    async def counters(self) -> dict[str, Any]:
        """Calls by method, refusals by code, limit violations, pending updates."""
        counters: dict[str, Any] = await self.wire.request("GET", "/control/counters")
        return counters

    async def calls(self, method: str = "", after: int = 0) -> list[dict[str, Any]]:
        """The bot's calls after a number, oldest first; of one method, if named."""
        query = {"method": method, "after": after}
        calls: list[dict[str, Any]] = await self.wire.request("GET", "/control/calls", params=query)
        return calls

    async def clear_faults(self) -> None:
        """Take back all faults that did not happen yet."""
        await self.wire.request("DELETE", "/control/faults")

    async def disturb_updates(self, *, duplicates: int = 0, reversals: int = 0) -> None:
        """Let the next updates come twice, the next batches come backwards."""
        body = {"duplicates": duplicates, "reversals": reversals}
        await self.wire.request("POST", "/control/updates", json=body)

    async def take_telegram_down(self, seconds: float | None = None) -> None:
        """Let the bot side answer 503, for so long or until bring_telegram_up()."""
        await self.wire.request("POST", "/control/down", json={"seconds": seconds})

    async def bring_telegram_up(self) -> None:
        """End an outage."""
        await self.wire.request("POST", "/control/up")


class Group:
    """A group; who does something to it is its creator unless named."""

    def __init__(self, wire: Wire, profile: dict[str, Any]) -> None:
        self._wire = wire
        self.profile = profile
        self.id = int(profile["id"])

    async def act(self, act: str, **details: Any) -> dict[str, Any]:
        """add, remove (person=id), add_bot, kick_bot, migrate; by=id names who does it."""
        path = f"/user/groups/{self.id}/{act}"
        self.profile = await self._wire.request("POST", path, json=details)
        return self.profile

    async def add_bot(self) -> None:
        """Bring the bot in."""
        await self.act("add_bot")

    async def kick_bot(self) -> None:
        """Throw the bot out."""
        await self.act("kick_bot")

    async def migrate(self) -> "Group":
        """Turn it into a supergroup; returns the new group."""
        return Group(self._wire, await self.act("migrate"))
