"""A message as a person sees it."""

from dataclasses import dataclass
from typing import Any

MEDIA = ("photo", "voice", "video", "document", "sticker", "audio", "animation", "video_note")


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; data is what a press sends, empty for links and the like."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message at the time it was seen; raw is the Bot API's Message."""

    raw: dict[str, Any]
    is_edited: bool = False

    @property
    def id(self) -> int:
        """message_id."""
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat it stands in."""
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """Its text or caption, empty without."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def sender(self) -> str:
        """The sender's first name."""
        return str(self.raw["from"]["first_name"])

    @property
    def is_from_bot(self) -> bool:
        """Whether a bot sent it."""
        return bool(self.raw["from"]["is_bot"])

    @property
    def rows(self) -> list[list[Button]]:
        """Its inline buttons by rows."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(b["text"], b.get("callback_data", ""), b.get("url", "")) for b in row] for row in rows
        ]

    @property
    def buttons(self) -> list[Button]:
        """Its inline buttons in one list."""
        return [button for row in self.rows for button in row]

    @property
    def button_texts(self) -> list[str]:
        """What stands on its inline buttons."""
        return [button.text for button in self.buttons]

    @property
    def keys(self) -> list[list[str]]:
        """The reply keyboard it brings, by rows; empty without one."""
        keyboard = self.raw.get("reply_keyboard") or {}
        return [[key["text"] for key in row] for row in keyboard.get("keyboard", [])]

    @property
    def media_kind(self) -> str | None:
        """photo, voice and so on, or None."""
        # An animation also carries a document, so the document comes last.
        kinds = sorted(MEDIA, key="document".__eq__)
        return next((kind for kind in kinds if kind in self.raw), None)

    @property
    def file_id(self) -> str | None:
        """The file's id; of a photo, the largest size's."""
        kind = self.media_kind
        if kind is None:
            return None
        media = self.raw[kind]
        return str((media[-1] if isinstance(media, list) else media)["file_id"])

    @property
    def reactions(self) -> list[str]:
        """The bot's reactions, as emoji."""
        return [str(reaction["emoji"]) for reaction in self.raw.get("reactions", [])]

    def __str__(self) -> str:
        shown = self.text or f"[{self.media_kind or 'message'}]"
        return f"{self.sender}: {shown}" + "".join(f" [{text}]" for text in self.button_texts)
