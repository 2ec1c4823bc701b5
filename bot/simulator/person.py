"""One person, as the people client acts for them."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.simulator.photos import landscape
from bot.simulator.seen import SeenMessage
from bot.simulator.wire import NotAnsweredError, NothingCameError, Wire

MESSAGES = ("message", "edited")
LONGEST_POLL = 50.0


class Person:
    """One person. Messages go to the chat with the bot unless chat_id names a group."""

    def __init__(self, wire: Wire, profile: dict[str, Any]) -> None:
        self._wire = wire
        self.id = int(profile["id"])
        self.name = str(profile["first_name"])
        self.profile = profile
        self._cursor = 0
        self._unseen: list[SeenMessage] = []
        self._reading = asyncio.Lock()

    async def start(self, payload: str = "") -> SeenMessage:
        """Open the bot's link and press Start."""
        return SeenMessage(await self._post("start", payload=payload))

    async def send_text(
        self, text: str, *, chat_id: int | None = None, reply_to: SeenMessage | int | None = None
    ) -> SeenMessage:
        """Send a text; of one too long for one message, the last part is returned."""
        return (await self._send(text=text, chat_id=chat_id, reply_to=_id(reply_to)))[-1]

    async def send_parts(self, text: str, *, chat_id: int | None = None) -> list[SeenMessage]:
        """Send a text; returns all its parts."""
        return await self._send(text=text, chat_id=chat_id)

    async def send_forwarded(self, text: str, *, channel: str = "", name: str = "") -> SeenMessage:
        """Forward a post from elsewhere: from a channel, or from somebody who hides their account."""
        origin = {"channel": channel} if channel else {"name": name}
        return (await self._send(text=text, forwarded_from=origin))[0]

    async def send_location(
        self, latitude: float, longitude: float, *, chat_id: int | None = None
    ) -> SeenMessage:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return (await self._send(location=place, chat_id=chat_id))[0]

    async def send_contact(self, phone_number: str = "", first_name: str = "") -> SeenMessage:
        """Send a contact; without a number, the person's own."""
        contact = {"phone_number": phone_number, "first_name": first_name or self.name}
        return (await self._send(contact=contact if phone_number else "own"))[0]

    async def send_sticker(self, emoji: str = "👍", *, chat_id: int | None = None) -> SeenMessage:
        """Send a sticker."""
        return (await self._send(sticker=emoji, chat_id=chat_id))[0]

    async def send_photo(self, data: bytes | None = None, caption: str = "", **details: Any) -> SeenMessage:
        """Send a photo: any picture Pillow reads, one of a road if none is given."""
        return await self.send_file("photo", data or landscape(), "photo.jpg", caption, **details)

    async def send_voice(self, data: bytes = b"OggS", duration: int = 5, caption: str = "") -> SeenMessage:
        """Send a voice message."""
        return await self.send_file("voice", data, "voice.oga", caption, duration=duration)

    async def send_video(
        self, data: bytes = b"\0\0\0\x18ftyp", caption: str = "", **details: Any
    ) -> SeenMessage:
        """Send a video."""
        return await self.send_file("video", data, "video.mp4", caption, **details)

    async def send_document(self, data: bytes, name: str, caption: str = "", **details: Any) -> SeenMessage:
        """Send a document; file_size=… pretends a size its bytes don't have."""
        return await self.send_file("document", data, name, caption, **details)

    async def send_file(
        self, kind: str, data: bytes, name: str, caption: str = "", **details: Any
    ) -> SeenMessage:
        """Send a file of any kind Telegram knows."""
        return (await self._upload([(kind, name, data)], caption, details))[0]

    async def send_album(
        self, files: Sequence[tuple[str, str, bytes]], caption: str = "", **details: Any
    ) -> list[SeenMessage]:
        """Send several files, each (kind, name, bytes), as one album."""
        return await self._upload(files, caption, details)

    async def edit(self, message: SeenMessage | int, text: str, *, chat_id: int | None = None) -> SeenMessage:
        """Correct an own message's text or caption."""
        body = {"text": text, "chat_id": _chat(message, chat_id)}
        return SeenMessage(await self._call("PATCH", f"messages/{_id(message)}", json=body))

    async def delete(self, message: SeenMessage | int, *, chat_id: int | None = None) -> None:
        """Take a message back."""
        query = {"chat_id": _chat(message, chat_id) or self.id}
        await self._call("DELETE", f"messages/{_id(message)}", params=query)

    async def forward(self, message: SeenMessage, *, chat_id: int | None = None) -> SeenMessage:
        """Forward a message this person sees; into the chat with the bot unless chat_id is named."""
        body = {"message_id": message.id, "from_chat_id": message.chat_id, "chat_id": chat_id}
        return SeenMessage(await self._post("forward", **body))

    async def press(
        self, message: SeenMessage | int, button: str, *, chat_id: int | None = None, wait: float = 30.0
    ) -> str | None:
        """Press an inline button, by text or data; returns what the bot's answer shows, if anything.

        Raises NotAnsweredError when no answer comes in time; wait=0 does not wait for it.
        """
        answer = await self.press_for_answer(message, button, chat_id=chat_id, wait=wait)
        text = answer.get("text")
        return str(text) if text else None

    async def press_for_answer(
        self, message: SeenMessage | int, button: str, *, chat_id: int | None = None, wait: float = 30.0
    ) -> dict[str, Any]:
        """Press as press() does; returns the whole answer: text, show_alert, url."""
        body = {
            "message_id": _id(message),
            "chat_id": _chat(message, chat_id),
            "button": button,
            "wait": wait,
        }
        answer: dict[str, Any] = await self._post("press", **body)
        if wait > 0 and answer["query_id"] and not answer["answered"]:
            raise NotAnsweredError(504, f"the bot did not answer {button!r} within {wait} s")
        return answer

    async def press_key(self, key: str, *, chat_id: int | None = None, **details: Any) -> SeenMessage:
        """Press a key of the reply keyboard."""
        answer = await self._post("keyboard", button=key, chat_id=chat_id, **details)
        return SeenMessage(answer["messages"][-1])

    async def block(self) -> None:
        """Stop and block the bot."""
        self.profile = await self._post("block")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.profile = await self._post("unblock")

    async def deactivate(self) -> None:
        """Delete the account."""
        self.profile = await self._post("deactivate")

    async def history(self, *, chat_id: int | None = None, after: int = 0) -> list[SeenMessage]:
        """The chat's messages as they now are, oldest first; those new or changed since a cursor."""
        query = {"chat_id": chat_id or self.id, "after": after}
        answer = await self._call("GET", "history", params=query)
        return [SeenMessage(message) for message in answer["messages"]]

    async def chats(self) -> list[dict[str, Any]]:
        """All chats, with unread counts, last message and keyboard."""
        chats: list[dict[str, Any]] = await self._call("GET", "chats")
        return chats

    async def unread(self, *, chat_id: int | None = None) -> int:
        """How many unread messages a chat has."""
        wanted = chat_id or self.id
        return next(int(c["unread"]) for c in await self.chats() if c["chat"]["id"] == wanted)

    async def mark_read(self, *, chat_id: int | None = None) -> None:
        """Mark a chat as read."""
        await self._post("read", chat_id=chat_id)

    async def keyboard(self, *, chat_id: int | None = None) -> list[list[str]]:
        """The keys of the reply keyboard, by rows; empty without one."""
        wanted = chat_id or self.id
        keyboard = next(c["keyboard"] for c in await self.chats() if c["chat"]["id"] == wanted)
        return [[key["text"] for key in row] for row in keyboard["keyboard"]] if keyboard else []

    async def menu(self, *, chat_id: int | None = None) -> dict[str, str]:
        """The command menu as this person sees it: description by command."""
        answer = await self._call("GET", "menu", params={"chat_id": chat_id or self.id})
        return {command["command"]: command["description"] for command in answer["commands"]}

    async def wait_for(
        self, matches: Callable[[SeenMessage], bool] = lambda message: True, timeout: float = 60.0
    ) -> SeenMessage:
        """The next matching message of others, new or edited, that was not returned before.

        What does not match stays for later calls. Raises NothingCameError after the timeout.
        """
        loop = asyncio.get_running_loop()
        until, looked_at = loop.time() + timeout, 0
        async with self._reading:
            while True:
                for place in range(looked_at, len(self._unseen)):
                    if matches(self._unseen[place]):
                        return self._unseen.pop(place)
                looked_at = len(self._unseen)
                remaining = until - loop.time()
                if not await self._read_news(max(0.0, remaining)) and remaining <= 0:
                    raise NothingCameError(504, self._what_came(timeout))

    async def skip_unseen(self) -> list[SeenMessage]:
        """Everything that came and was not returned by wait_for; later waits begin after it."""
        async with self._reading:
            while await self._read_news(0):
                pass
            skipped, self._unseen = self._unseen, []
        return skipped

    async def _read_news(self, seconds: float) -> bool:
        query = {"after": self._cursor, "wait": min(seconds, LONGEST_POLL)}
        answer = await self._call("GET", "events", params=query)
        self._cursor = int(answer["cursor"])
        for event in answer["events"]:
            if event["kind"] in MESSAGES and event["data"]["from"]["id"] != self.id:
                self._unseen.append(SeenMessage(event["data"], event["kind"] == "edited"))
        return bool(answer["events"])

    def _what_came(self, timeout: float) -> str:
        came = "\n".join(f"- {message}" for message in self._unseen[-5:]) or "nothing"
        return f"no matching message for {self.name} within {timeout} s; unseen:\n{came}"

    async def _send(self, **body: Any) -> list[SeenMessage]:
        answer = await self._post("messages", **{k: v for k, v in body.items() if v is not None})
        return [SeenMessage(message) for message in answer["messages"]]

    async def _upload(
        self, files: Sequence[tuple[str, str, bytes]], caption: str, details: dict[str, Any]
    ) -> list[SeenMessage]:
        parts = [(kind, (name, data)) for kind, name, data in files]
        values = {k: v if isinstance(v, str) else json.dumps(v) for k, v in details.items()}
        answer = await self._call("POST", "messages", files=parts, data={"caption": caption, **values})
        return [SeenMessage(message) for message in answer["messages"]]

    async def _post(self, path: str, **body: Any) -> Any:
        return await self._call("POST", path, json=body)

    async def _call(self, verb: str, path: str, **options: Any) -> Any:
        return await self._wire.request(verb, f"/user/people/{self.id}/{path}", **options)


def _id(message: SeenMessage | int | None) -> int | None:
    return message.id if isinstance(message, SeenMessage) else message


def _chat(message: SeenMessage | int, chat_id: int | None) -> int | None:
    return message.chat_id if chat_id is None and isinstance(message, SeenMessage) else chat_id
