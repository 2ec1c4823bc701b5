"""People press buttons: inline ones, and those of their reply keyboard."""

from typing import Any

from bot.simulator.callbacks import Query
from bot.simulator.errors import UserError
from bot.simulator.people.writing import find, write, write_text
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Person, Record

Button = dict[str, Any]


def press(sim: Simulator, person: Person, chat: Chat, message_id: int, wanted: str) -> Query | Button:
    """Press a button of a message, named by its text or its data.

    A callback button gives the query to wait on; any other is returned as it is (a link, say).
    """
    if not chat.is_group and person.blocked:
        raise UserError(409, f"{person.first_name} has blocked the bot; unblock it first")
    record = find(chat, message_id)
    button = choose(_inline_buttons(record), wanted)
    if "callback_data" not in button:
        return button
    query = sim.queries.open(person.id, chat.id)
    content = {
        "id": query.id,
        "from": person.user(),
        "message": record.message,
        "chat_instance": chat.instance,
        "data": button["callback_data"],
    }
    sim.updates.put("callback_query", chat.id, content)
    return query


def _inline_buttons(record: Record) -> list[Button]:
    rows = record.message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def choose(buttons: list[Button], wanted: str) -> Button:
    """The button with this text or data, or the only one whose text contains it."""
    for button in buttons:
        if wanted in (button.get("callback_data"), button["text"]):
            return button
    similar = [button for button in buttons if wanted and wanted in button["text"]]
    if len(similar) == 1:
        return similar[0]
    shown = " · ".join(f"{b['text']} ({b.get('callback_data', '-')})" for b in buttons) or "none"
    raise UserError(404, f"no button {wanted!r}; there are: {shown}")


async def answer_to(query: Query, seconds: float) -> dict[str, Any]:
    """What the bot answered to a press, waiting for it so long."""
    if query.answer is None and seconds > 0:
        await query.answered.wait(seconds)
    answer = query.answer or {"text": None, "show_alert": False, "url": None}
    return {"query_id": query.id, "answered": query.answer is not None, **answer}


def press_key(
    sim: Simulator, person: Person, chat: Chat, wanted: str, location: dict[str, float] | None = None
) -> list[Record]:
    """Press a key of the person's reply keyboard: it writes its text, or the contact it asks for."""
    keyboard = person.keyboards.get(chat.id)
    if keyboard is None:
        raise UserError(404, f"{person.first_name} has no keyboard in chat {chat.id}")
    key = choose([key for row in keyboard["keyboard"] for key in row], wanted)
    if keyboard.get("one_time_keyboard"):
        del person.keyboards[chat.id]
    if key.get("request_contact"):
        return [write(sim, person, chat, {"contact": own_contact(person)})]
    if key.get("request_location"):
        if location is None:
            raise UserError(400, "this key asks for a location: give latitude and longitude")
        return [write(sim, person, chat, {"location": location})]
    return write_text(sim, person, chat, key["text"])


def own_contact(person: Person) -> dict[str, Any]:
    """The contact a person shares when asked for their own."""
    return {"phone_number": person.phone_number, "first_name": person.first_name, "user_id": person.id}
