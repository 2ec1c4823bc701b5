"""Calls may come in every form Telegram takes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.simulator import Person, Server


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    base_url = f"{server.base_url}/bot{server.simulator.token}/"
    async with httpx.AsyncClient(base_url=base_url, trust_env=False, verify=False) as running:
        yield running


MARKUP = {"inline_keyboard": [[{"text": "提交", "callback_data": "s"}]]}
FORMS: list[dict[str, Any]] = [
    {"params": {"text": "好", "reply_markup": json.dumps(MARKUP)}},
    {"json": {"text": "好", "reply_markup": MARKUP}},
    {"json": {"text": "好", "reply_markup": json.dumps(MARKUP)}},
    {"data": {"text": "好", "reply_markup": json.dumps(MARKUP)}},
    {"files": {"text": (None, "好"), "reply_markup": (None, json.dumps(MARKUP))}},
    {"params": {"text": "好"}, "json": {"reply_markup": MARKUP}},
]


@pytest.mark.parametrize("form", FORMS)
async def test_parameters_may_come_in_any_form(
    client: httpx.AsyncClient, wang: Person, form: dict[str, Any]
) -> None:
    form = {**form, "params": {**form.get("params", {}), "chat_id": wang.id}}
    answer = (await client.post("sendMessage", **form)).json()
    assert answer["ok"] is True
    assert (answer["result"]["text"], answer["result"]["reply_markup"]) == ("好", MARKUP)


async def test_a_call_may_be_a_get(client: httpx.AsyncClient, wang: Person) -> None:
    answer = (await client.get("sendMessage", params={"chat_id": wang.id, "text": "好"})).json()
    assert answer["result"]["text"] == "好"


async def test_files_may_be_attached_by_reference(client: httpx.AsyncClient, wang: Person) -> None:
    media = [{"type": "document", "media": f"attach://part{n}", "caption": str(n)} for n in range(2)]
    files = {f"part{n}": (f"{n}.txt", f"text {n}".encode()) for n in range(2)}
    form = {"chat_id": str(wang.id), "media": json.dumps(media)}
    answer = (await client.post("sendMediaGroup", data=form, files=files)).json()
    sent = [(m["document"]["file_name"], m["document"]["file_size"], m["caption"]) for m in answer["result"]]
    assert sent == [("0.txt", 6, "0"), ("1.txt", 6, "1")]


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": "[]"}, "object expected as reply markup"),
        ({"reply_markup": '{"inline_keyboard": [{}]}'}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"reply_markup": '{"keyboard": [[{}]]}'}, "keyboard button text must be non-empty"),
        ({"chat_id": ""}, "chat_id is empty"),
    ],
)
async def test_broken_parameters_are_refused(
    client: httpx.AsyncClient, wang: Person, parameters: dict[str, str], description: str
) -> None:
    form = {"chat_id": str(wang.id), "text": "x", **parameters}
    answer = await client.post("sendMessage", data=form)
    assert (answer.status_code, answer.json()["description"]) == (400, f"Bad Request: {description}")


async def test_an_attachment_that_is_missing_is_noticed(client: httpx.AsyncClient, wang: Person) -> None:
    form = {"chat_id": str(wang.id), "document": "attach://none"}
    answer = (await client.post("sendDocument", data=form)).json()
    assert answer["description"] == "Bad Request: there is no document in the request"


async def test_a_body_that_is_no_json_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("getMe", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_an_upload_over_fifty_megabytes_is_refused(client: httpx.AsyncClient, wang: Person) -> None:
    files = {"document": ("big.bin", b"\0" * (52 * 1024 * 1024))}
    answer = await client.post("sendDocument", data={"chat_id": str(wang.id)}, files=files)
    assert (answer.status_code, answer.json()["description"]) == (413, "Request Entity Too Large")
