"""What notices about activities name: when, where, who is invited, who comes and came, pictures and cost."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from handlers.shown_days import shown_day, shown_hours
from handlers.wording import Texts
from hotline.activities.attendance import is_there
from hotline.activities.budget import account_of, shown_yuan
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import activities as queries
from storage.queries import roster
from storage.tables import Activity, Attendance, Case, Deputy, Notice
from storage.vocabulary import ActivityKind, Role

# These say something only while the activity is still to come.
_FOR_THOSE_TO_COME = frozenset({"activity.invited", "activity.reminder", "activity.eve"})
PAGE = 8


@dataclass(frozen=True)
class ActivityView:
    """An activity for one reader; names are those of deputies."""

    id: int
    number: int
    kind: ActivityKind
    title: str
    place: str
    when: str
    note: str
    coming: list[str]
    not_coming: list[str]
    silent: list[str]
    not_joined: list[str]
    attended: list[str]
    pictures: int
    cost: str
    cost_each: str
    has_begun: bool
    is_recorded: bool
    is_cancelled: bool
    is_keeper: bool
    is_invited: bool
    is_coming: bool | None
    # (deputy, name, whether she was there) of everybody invited.
    ticks: list[tuple[int, str, bool]]


async def values(work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts) -> dict[str, Any]:
    """The activity of the notice, where the reader keeps it or is invited; a page of the list."""
    if "activity" not in notice.params:
        return await _list_values(work, notice, actor, texts)
    row = await queries.activity(work.session, work.station_id, int(notice.params["activity"]))
    view = None if row is None else await view_activity(work, row, actor, texts)
    if view is None or not (view.is_keeper or view.is_invited):
        return {"is_void": True}
    is_late = notice.kind in _FOR_THOSE_TO_COME and (view.has_begun or view.is_cancelled)
    facts = texts("activity.facts", **asdict(view))
    return {**asdict(view), "facts": facts, "activity_view": view, "is_void": is_late}


async def view_activity(work: Work, row: Activity, actor: Actor, texts: Texts) -> ActivityView:
    """Load what a notice may say of an activity to this reader."""
    invited = await queries.invited(work.session, work.station_id, row.id)
    own = next((one for one, deputy in invited if deputy.id == actor.deputy_id), None)
    came = _names(invited, lambda one: one.has_attended is True) if row.recorded_at else []
    return ActivityView(
        id=row.id,
        number=await queries.number_of(work.session, work.station_id, row.id),
        kind=row.kind,
        title=row.title,
        place=row.place,
        when=_shown_when(row, texts),
        note=row.note,
        coming=_names(invited, lambda one: one.is_coming is True),
        not_coming=_names(invited, lambda one: one.is_coming is False),
        silent=_names(invited, lambda one: one.is_coming is None),
        not_joined=[deputy.name for _, deputy in invited if deputy.person_id is None],
        attended=came,
        pictures=len(await queries.photos(work.session, work.station_id, row.id)),
        cost=shown_yuan(row.cost_fen) if row.cost_fen else "",
        cost_each=shown_yuan(round(row.cost_fen / len(came))) if row.cost_fen and came else "",
        has_begun=row.starts_at <= work.now,
        is_recorded=row.recorded_at is not None,
        is_cancelled=row.cancelled_at is not None,
        is_keeper=Role.LIAISON in actor.roles,
        is_invited=own is not None,
        is_coming=None if own is None else own.is_coming,
        ticks=[(deputy.id, deputy.name, is_there(one)) for one, deputy in invited],
    )


async def choices(work: Work, notice: Notice, texts: Texts) -> list[tuple[int, str]]:
    """The activities of the list by number, or the deputies who can still be invited or ticked."""
    if notice.kind == "activity.list":
        found = [await _row(work, key) for key in notice.params["activities"]]
        return [(row.id, str(await _number(work, row))) for row in found if row is not None]
    if notice.kind not in ("activity.invite", "activity.others"):
        return []
    invited = await queries.invited(work.session, work.station_id, int(notice.params["activity"]))
    known = {deputy.id for _, deputy in invited}
    deputies = await roster.deputies(work.session, work.station_id)
    return [(row.id, row.name) for row in deputies if row.id not in known]


async def account_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """A year's money, with the names of those whose share is more than one has."""
    if Role.LIAISON not in actor.roles:
        return {"is_void": True}
    year = notice.params.get("year") or await _year_of(work, notice)
    account = await account_of(work, int(year))
    over = []
    for deputy_id, share in account.over:
        deputy = await roster.deputy(work.session, work.station_id, deputy_id)
        over.append(("" if deputy is None else deputy.name, shown_yuan(share)))
    shown = {
        "year": account.year,
        "budget": shown_yuan(account.budget) if account.budget else "",
        "spent": shown_yuan(account.spent),
        "left": shown_yuan(account.left),
        "past": shown_yuan(-account.left) if account.is_over else "",
        "deputies": account.deputies,
        "per_deputy": shown_yuan(work.knowledge.station.fen_per_deputy),
        "over": over,
    }
    return {"year": account.year, "account": texts("budget.account", **shown)}


async def candidate_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The candidates as lines."""
    lines = []
    for place, one in enumerate(notice.params["found"], 1):
        since = datetime.fromisoformat(one["since"]).astimezone(texts.zone)
        month = f"{since:%m/%Y}" if texts.language == "en" else f"{since.year}年{since.month}月"
        lines.append(texts("candidates.line", **{**one, "count": place, "since": month}))
    return {"lines": lines}


async def _list_values(work: Work, notice: Notice, actor: Actor, texts: Texts) -> dict[str, Any]:
    lines = []
    for key in notice.params.get("activities", ()):
        row = await _row(work, key)
        view = None if row is None else await view_activity(work, row, actor, texts)
        if view is not None and (view.is_keeper or view.is_invited):
            lines.append(_line(view, texts))
    return {"lines": lines, "is_keeper": Role.LIAISON in actor.roles}


def _line(view: ActivityView, texts: Texts) -> Markup:
    return texts("activity.line", **asdict(view))


async def _row(work: Work, key: Any) -> Activity | None:
    return await queries.activity(work.session, work.station_id, int(key))


async def _number(work: Work, row: Activity) -> int:
    return await queries.number_of(work.session, work.station_id, row.id)


async def _year_of(work: Work, notice: Notice) -> int:
    row = await _row(work, notice.params["activity"])
    at = work.now if row is None else row.starts_at
    return at.astimezone(work.knowledge.station.zone).year


def _names(invited: list[tuple[Attendance, Deputy]], which: Any) -> list[str]:
    return [deputy.name for attendance, deputy in invited if which(attendance)]


def _shown_when(row: Activity, texts: Texts) -> str:
    """6月20日（周六）9:00, or with the hour at which it ends."""
    if row.ends_at is not None:
        return shown_hours(texts, row.starts_at, row.ends_at)
    opens = row.starts_at.astimezone(texts.zone)
    return f"{shown_day(texts, date(opens.year, opens.month, opens.day))} {opens:%H:%M}"
