"""`hotline export` and /export: everything of a case but who and what was said; and `hotline ledger`."""

import asyncio
import csv
import io
import json
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.case_exports import make_case_export
from bot.cli import app
from hotline import exporting
from hotline.errors import NoSuchChoice, NotAllowed
from hotline.exporting import CASE_COLUMNS, EVENT_COLUMNS, Wanted, case_pages, count_cases
from hotline.history import record
from hotline.ledger.publishing import published_ledger
from hotline.ledger.quarters import quarter_in
from hotline.people import actor_for
from hotline.permissions import SYSTEM, Actor
from storage.tables import Case, CaseClock, Constituency, Deputy, Ledger, LedgerLine, Place
from storage.vocabulary import Role, State
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"
FILED = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
WORDS = "=HYPERLINK(1) 王大锤家门口3号楼漏水，电话13800138000，身份证430102198001011234"
PRIVATE = ("王大锤", "大锤", "13800138000", "138", "430102198001011234", "3号楼", "漏水")


async def filed(bench: Bench, member: Member, count: int, **details: Any) -> None:
    """Cases of one moment: only their ids tell them apart."""
    async with bench.process.unit_of_work() as work:
        seat = Constituency(station_id=1, code="C1", name="@选区")
        work.session.add(seat)
        await work.session.flush()
        place = Place(
            station_id=1, constituency_id=seat.id, kind="village", name="靠山屯村", township="和平镇"
        )
        deputy = Deputy(station_id=1, code="D1", name="=cmd|' /C calc'!A0", constituency_id=seat.id)
        work.session.add_all([place, deputy])
        await work.session.flush()
        for number in range(1, count + 1):
            case = Case(
                station_id=1,
                constituent_id=member.id,
                number=number,
                state=State.CLOSED if number % 2 else State.ACCEPTED,
                text=WORDS,
                category="城乡建设",
                topic="-1+1",
                constituency_id=seat.id,
                place_id=place.id,
                deputy_id=deputy.id,
                created_at=FILED,
                state_since=FILED,
                submitted_at=FILED,
                closed_at=FILED + timedelta(days=3) if number % 2 else None,
                is_solved=True if number % 2 else None,
                result="A" if number % 2 else None,
                **details,
            )
            work.session.add(case)
            await work.session.flush()
            await record(
                work, case, "submitted", SYSTEM, Role.SYSTEM, to=State.SUBMITTED, text=WORDS, category="x"
            )
            work.session.add(
                CaseClock(
                    station_id=1,
                    case_id=case.id,
                    kind="accept",
                    started_at=FILED,
                    due_at=FILED + timedelta(days=1),
                    length_us=1,
                )
            )


async def hotline(bench: Bench, *words: object) -> Result:
    """Run the command line on the bench's database; it has an event loop of its own."""
    arguments = [*map(str, words), "-c", str(bench.config)]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments))


async def exported(bench: Bench, file: Path, *words: object) -> str:
    result = await hotline(bench, "export", *words, "--out", file)
    assert result.exit_code == 0, result.output
    return read(file)


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def as_csv(row: Mapping[str, Any]) -> dict[str, str]:
    """A row of JSON as a table has it."""
    return {name: exporting._cell(value) for name, value in row.items()}


async def test_csv_and_json_say_the_same_page_after_page(
    bench: Bench, wang: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(bench, wang, 8)
    monkeypatch.setattr(exporting, "PAGE", 3)
    table = await exported(bench, tmp_path / "cases.csv", "cases", "--format", "csv")
    assert table.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    lines = (await exported(bench, tmp_path / "cases.jsonl", "cases", "--format", "jsonl")).splitlines()
    told = [json.loads(line) for line in lines]
    assert [list(row) for row in told] == [list(CASE_COLUMNS)] * 8
    assert rows == [as_csv(row) for row in told]
    assert [row["number"] for row in told] == [f"{number:04d}" for number in range(1, 9)]
    first = told[0]
    assert first["submitted_at"] == "2026-04-01T09:00:00+08:00"
    assert first["accept_due_at"] == "2026-04-02T09:00:00+08:00"
    assert (first["village"], first["township"], first["result"]) == ("靠山屯村", "和平镇", "A")
    assert (first["state"], first["is_solved"], told[1]["is_solved"]) == ("closed", True, None)
    assert stat.S_IMODE((tmp_path / "cases.csv").stat().st_mode) == 0o600
    assert {"cases.csv", "cases.jsonl"} <= set(names_in(tmp_path))
    assert [name for name in names_in(tmp_path) if name.endswith(".part")] == []


async def test_no_cell_becomes_a_formula_and_nothing_private_comes_out(
    bench: Bench, wang: Member, tmp_path: Path
) -> None:
    await filed(bench, wang, 2)
    for kind, form in (("cases", "csv"), ("cases", "jsonl"), ("events", "csv"), ("events", "jsonl")):
        text = await exported(bench, tmp_path / "out", kind, "--format", form)
        assert [word for word in (*PRIVATE, "王大爷", str(wang.id), str(wang.phone.id)) if word in text] == []
        assert "submitted" in text or kind == "cases"
    table = await exported(bench, tmp_path / "cases.csv", "cases", "--with-text")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert rows[0]["deputy"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["constituency"] == "'@选区"
    assert "漏水" in rows[0]["text"]
    assert [word for word in PRIVATE[:-1] if word in table] == []


async def test_days_and_states_choose(bench: Bench, wang: Member, tmp_path: Path) -> None:
    await filed(bench, wang, 4)

    async def numbers(*words: str) -> list[str]:
        text = await exported(bench, tmp_path / "out", "cases", "--format", "jsonl", *words)
        return [json.loads(line)["number"] for line in text.splitlines()]

    assert await numbers("--state", "closed") == ["0001", "0003"]
    assert await numbers("--state", "closed", "--state", "accepted") == ["0001", "0002", "0003", "0004"]
    assert await numbers("--from", "2026-04-01", "--to", "2026-04-01") == ["0001", "0002", "0003", "0004"]
    assert await numbers("--from", "2026-04-02") == []
    assert await numbers("--to", "2026-03-31") == []
    for words in (("--from", "yesterday"), ("--state", "finished"), ("--to", "2026-02-30")):
        result = await hotline(bench, "export", "cases", "--out", tmp_path / "refused", *words)
        assert result.exit_code == 1
        assert words[1] in result.output
    assert not (tmp_path / "refused").exists()


async def test_events_have_their_order_and_their_case(bench: Bench, wang: Member, tmp_path: Path) -> None:
    await filed(bench, wang, 3)
    lines = (await exported(bench, tmp_path / "out", "events", "--format", "jsonl")).splitlines()
    told = [json.loads(line) for line in lines]
    assert [list(row) for row in told] == [list(EVENT_COLUMNS)] * 3
    assert [(row["number"], row["sequence"], row["kind"]) for row in told] == [
        (f"{number:04d}", 1, "submitted") for number in (1, 2, 3)
    ]
    assert told[0]["facts"] == {"category": "x"}


async def test_the_liaison_s_table_leaves_out_what_names_the_liaison(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    await filed(bench, wang, 2, names_liaison=True)
    async with bench.process.unit_of_work() as work:
        boss = await actor_for(work, liaison.id)
        assert await count_cases(work, boss, Wanted()) == 0
        assert await count_cases(work, SYSTEM, Wanted()) == 2
    which = {"first": "2026-04-01", "last": "2026-04-30", "reader": liaison.id}
    data, name = await make_case_export(bench.process, which)
    assert name == "cases-2026-04-01-2026-04-30.csv"
    assert data.decode("utf-8-sig").splitlines() == [",".join(CASE_COLUMNS)]


@pytest.mark.parametrize("role", [Role.CONSTITUENT, Role.DEPUTY, Role.PRESIDIUM])
async def test_nobody_else_exports(bench: Bench, wang: Member, role: Role) -> None:
    actor = Actor(wang.id, frozenset({Role.CONSTITUENT, role}))
    with pytest.raises(NotAllowed):
        _ = [page async for page in case_pages(bench.process.unit_of_work, actor, Wanted())]


def test_every_column_is_explained() -> None:
    explained = DOCS.read_text(encoding="utf-8")
    for name in (*CASE_COLUMNS, *EVENT_COLUMNS, "text"):
        assert f"| `{name}` |" in explained, name


async def test_the_operator_has_published_ledgers_only(bench: Bench, wang: Member, tmp_path: Path) -> None:
    await filed(bench, wang, 2)
    quarter = quarter_in("2026Q1")
    assert quarter is not None
    async with bench.process.unit_of_work() as work:
        ledger = Ledger(station_id=1, quarter=quarter.first, composed_at=work.now)
        work.session.add(ledger)
        await work.session.flush()
        for number, (matter, state) in enumerate(
            [("=1+1", "approved"), ("-2", "approved"), ("不公开的", "left_out")]
        ):
            case = await work.session.exec(select(Case).where(Case.number == number % 2 + 1))
            if state == "approved":
                work.session.add(
                    LedgerLine(
                        station_id=1,
                        ledger_id=ledger.id,
                        case_id=case.one().id,
                        village="<b>@村",
                        category="城乡建设",
                        matter=matter,
                        outcome="已解决，用了 4 天" if number else "正在办理",
                        state=state,
                    )
                )
    refused = await hotline(bench, "ledger", "--quarter", "2026Q1", "--out", tmp_path / "wall")
    assert refused.exit_code == 1
    assert "not published" in refused.output
    assert not (tmp_path / "wall").exists()
    async with bench.process.unit_of_work() as work:
        with pytest.raises(NoSuchChoice):
            await published_ledger(work, quarter)
        found = await work.session.get_one(Ledger, (1, ledger.id))
        found.published_at = work.now
    shown = await hotline(bench, "ledger", "--quarter", "2026Q1", "--out", tmp_path / "wall")
    assert shown.exit_code == 0, shown.output
    page, book = sorted((tmp_path / "wall").iterdir(), key=lambda path: path.suffix)
    assert "&lt;b&gt;@村" in page.read_text(encoding="utf-8")
    _is_a_safe_workbook(book.read_bytes())


def _is_a_safe_workbook(data: bytes) -> None:
    formulas, values = load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    for row in formulas["公布表"].iter_rows():
        assert [cell.coordinate for cell in row if cell.data_type == "f"] == []
    totals = [[cell.value for cell in row] for row in formulas["合计"].iter_rows(min_row=2)]
    assert all(str(row[1]).startswith("=") for row in totals)
    cached = {row[0].value: row[1].value for row in values["合计"].iter_rows(min_row=2)}
    assert cached == {"已解决": 1, "正在办理": 1, "合计（件）": 2, "平均用时（天）": 4}
