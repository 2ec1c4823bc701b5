"""The message a user-side request stands for."""

from collections.abc import Callable
from typing import Any

from bot.simulator.errors import UserError
from bot.simulator.files import KINDS, StoredFile
from bot.simulator.params import Upload
from bot.simulator.people import pressing, writing
from bot.simulator.simulator import Simulator
from bot.simulator.web.forms import Form
from bot.simulator.world import Chat, Person, Record


def message_from(sim: Simulator, person: Person, chat: Chat, form: Form) -> list[Record]:
    """Send the message a request describes: by its files, or by the first field that names a kind."""
    reply_to = form.integer("reply_to")
    if form.files:
        files = [_store(sim, name, upload, form) for name, upload in form.files]
        return writing.write_files(sim, person, chat, files, form.text("caption"), reply_to)
    for name, content in CONTENTS.items():
        if form.values.get(name) not in (None, ""):
            return [writing.write(sim, person, chat, content(person, form), reply_to)]
    origin = form.object("forwarded_from")
    extra = {"forward_origin": writing.origin(sim, origin)} if origin else {}
    return writing.write_text(sim, person, chat, form.text("text"), reply_to, **extra)


def _store(sim: Simulator, name: str, upload: Upload, form: Form) -> StoredFile:
    if name not in KINDS:
        raise UserError(400, f"unknown kind of file {name!r}, one of {', '.join(KINDS)}")
    return writing.store(sim, name, upload, form.values)


def _location(person: Person, form: Form) -> dict[str, Any]:
    place = form.object("location") or {}
    try:
        return {"location": {name: float(place[name]) for name in ("latitude", "longitude")}}
    except (KeyError, TypeError, ValueError):
        raise UserError(400, "a location needs latitude and longitude") from None


def _contact(person: Person, form: Form) -> dict[str, Any]:
    if form.text("contact") == "own":
        return {"contact": pressing.own_contact(person)}
    contact = form.object("contact") or {}
    if not contact.get("phone_number") or not contact.get("first_name"):
        raise UserError(400, "a contact needs phone_number and first_name")
    return {"contact": contact}


def _sticker(person: Person, form: Form) -> dict[str, Any]:
    emoji = form.text("sticker")
    name = emoji.encode().hex()
    sticker = {
        "file_id": f"CAAC{name}",
        "file_unique_id": f"AgAD{name}",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji,
        "set_name": "Everyday",
    }
    return {"sticker": sticker}


CONTENTS: dict[str, Callable[[Person, Form], dict[str, Any]]] = {
    "location": _location,
    "contact": _contact,
    "sticker": _sticker,
}
