"""What the real Bot API refuses is refused here, with the same code and words."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.simulator import People, Person, Server, Simulator, plain_picture
from tests.bot.simulator.conftest import Clock, real_bot

Act = Callable[[Bot, int], Awaitable[Any]]


def button(**fields: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("提交", **fields)]])


BAD_REQUESTS: list[tuple[str, Act]] = [
    ("message is too long", lambda bot, me: bot.send_message(me, "长" * 4097)),
    ("message is too long", lambda bot, me: bot.send_message(me, "<b>" + "长" * 4097 + "</b>", "HTML")),
    ("text is too long", lambda bot, me: bot.send_message(me, "长" * 11_000)),
    ("message text is empty", lambda bot, me: bot.send_message(me, "")),
    ("text must be non-empty", lambda bot, me: bot.send_message(me, " \n ")),
    ("text must be non-empty", lambda bot, me: bot.send_message(me, "<b> </b>", "HTML")),
    ("unsupported parse_mode", lambda bot, me: bot.send_message(me, "x", "BBCode")),
    ("can't parse entities: Unsupported start tag \"p\" at byte offset 0",
     lambda bot, me: bot.send_message(me, "<p>x</p>", "HTML")),
    ("message caption is too long", lambda bot, me: bot.send_photo(me, plain_picture(), caption="长" * 1025)),
    ("IMAGE_PROCESS_FAILED", lambda bot, me: bot.send_photo(me, b"no picture")),
    ("PHOTO_INVALID_DIMENSIONS", lambda bot, me: bot.send_photo(me, plain_picture(2100, 100))),
    ("file must be non-empty", lambda bot, me: bot.send_document(me, b"")),
    ("wrong remote file identifier specified: Wrong string length",
     lambda bot, me: bot.send_document(me, "AAA")),
    ("failed to get HTTP URL content", lambda bot, me: bot.send_photo(me, "http://127.0.0.1:9/a.jpg")),
    ("invalid file_id", lambda bot, me: bot.get_file("AAA")),
    ("BUTTON_DATA_INVALID",
     lambda bot, me: bot.send_message(me, "x", reply_markup=button(callback_data="村" * 22))),
    ("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
     lambda bot, me: bot.send_message(me, "x", reply_markup=button())),
    ("inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
     lambda bot, me: bot.send_message(me, "x", reply_markup=button(url="nowhere"))),
    ("reply markup is too long", lambda bot, me: bot.send_message(
        me, "x", reply_markup=InlineKeyboardMarkup.from_column(
            [InlineKeyboardButton(str(n), callback_data=str(n)) for n in range(101)]))),
    ("message to be replied not found",
     lambda bot, me: bot.send_message(me, "x", reply_parameters=ReplyParameters(9999))),
    ("chat not found", lambda bot, me: bot.send_message(404, "x")),
    ("chat not found", lambda bot, me: bot.send_message("@nobody", "x")),
    ("chat not found", lambda bot, me: bot.get_chat(404)),
    ("message to edit not found", lambda bot, me: bot.edit_message_text("x", me, 9999)),
    ("message to delete not found", lambda bot, me: bot.delete_message(me, 9999)),
    ("message to copy not found", lambda bot, me: bot.copy_message(me, me, 9999)),
    ("message to forward not found", lambda bot, me: bot.forward_message(me, me, 9999)),
    ("message to react not found", lambda bot, me: bot.set_message_reaction(me, 9999, "👍")),
    ("REACTION_INVALID", lambda bot, me: bot.set_message_reaction(me, 1, ReactionTypeEmoji("🚧"))),
    ("query is too old and response timeout expired or query ID is invalid",
     lambda bot, me: bot.answer_callback_query("1")),
    ("wrong parameter action in request", lambda bot, me: bot.send_chat_action(me, "sleeping")),
    ("BOT_COMMAND_INVALID", lambda bot, me: bot.set_my_commands([BotCommand("Case", "x")])),
    ("chat not found", lambda bot, me: bot.set_my_commands([("case", "x")], BotCommandScopeChat(404))),
    ("too many messages to send as an album",
     lambda bot, me: bot.send_media_group(me, [InputMediaPhoto("x")] * 11)),
    ("invalid webhook URL specified", lambda bot, me: bot.set_webhook("ftp://127.0.0.1/x")),
    ("secret token contains unallowed characters",
     lambda bot, me: bot.set_webhook("http://127.0.0.1:9/x", secret_token="a b")),
]  # fmt: skip


@pytest.mark.parametrize(("description", "act"), BAD_REQUESTS)
async def test_a_bad_request_is_refused_in_telegrams_words(
    bot: Bot, wang: Person, simulator: Simulator, description: str, act: Act
) -> None:
    with pytest.raises(BadRequest):
        await act(bot, wang.id)
    last = list(simulator.calls)[-1]
    assert last.description is not None
    assert last.code == 400
    assert last.description.lower() == f"Bad Request: {description}".lower()


async def test_a_blocked_bot_can_not_write(bot: Bot, wang: Person) -> None:
    await wang.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(wang.id, "在吗")
    await wang.unblock()
    assert await bot.send_message(wang.id, "在吗")


async def test_a_bot_can_not_begin_a_conversation(bot: Bot, people: People) -> None:
    stranger = await people.join("陌生人")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "您好")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(stranger.id)


async def test_a_deleted_account_can_not_be_written_to(bot: Bot, wang: Person) -> None:
    await wang.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(wang.id, "您好")


async def test_a_wrong_token_is_unauthorized(server: Server) -> None:
    with pytest.raises(InvalidToken):
        async with real_bot(server, "123456789:wrong"):
            pass


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/bot{token}/noSuchMethod", 404, "Not Found: method not found"),
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot{token}", 404, "Not Found"),
        ("/file/bot{token}/documents/none.pdf", 404, "Not Found"),
        ("/file/bot1:wrong/documents/none.pdf", 401, "Unauthorized"),
    ],
)
async def test_what_is_not_there_is_said_as_telegram_says_it(
    server: Server, path: str, code: int, description: str
) -> None:
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False, verify=False) as client:
        answer = await client.get(path.format(token=server.simulator.token))
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}


async def test_an_old_message_can_not_be_deleted(bot: Bot, wang: Person, clock: Clock) -> None:
    sent = await bot.send_message(wang.id, "旧的")
    clock.advance(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(wang.id, sent.message_id)


async def test_a_file_can_not_be_sent_as_another_kind(bot: Bot, wang: Person) -> None:
    sent = await bot.send_photo(wang.id, plain_picture())
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Photo as Document"):
        await bot.send_document(wang.id, sent.photo[-1].file_id)
