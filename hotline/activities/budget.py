"""What activities cost, against the yearly budget per deputy; money is in fen (1/100 yuan)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from hotline.activities.book import kept_activity
from hotline.errors import TextMissing
from hotline.permissions import Actor
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import activities as queries
from storage.queries import roster
from storage.tables import Activity
from storage.vocabulary import Role

_AMOUNT = re.compile(r"[¥￥]?(\d[\d,]*(?:\.\d{1,2})?)[元圆块]?")
_MOST_FEN = 10**9


@dataclass(frozen=True)
class Account:
    """A year's money. `budget` is 0 where none is set; `over` are (deputy, her share) past what one has."""

    year: int
    budget: int
    spent: int
    deputies: int
    over: tuple[tuple[int, int], ...] = ()

    @property
    def left(self) -> int:
        return self.budget - self.spent

    @property
    def is_over(self) -> bool:
        return 0 < self.budget < self.spent


def fen_in(typed: str) -> int | None:
    """An amount of yuan as it is typed (860.50, ￥1,200, 860元), in fen; None for anything else."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    found = _AMOUNT.fullmatch(plain)
    try:
        fen = int(Decimal(found[1].replace(",", "")) * 100) if found else -1
    except InvalidOperation:
        return None
    return fen if 0 <= fen <= _MOST_FEN else None


def shown_yuan(fen: int) -> str:
    """860.50, 1,200, −40: without decimals where there are none."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}" + (f".{rest:02d}" if rest else "")


def settle_account(
    year: int, costs: Iterable[tuple[int, int, int | None]], *, per_deputy: int, deputies: int
) -> Account:
    """Sum up (activity, cost, deputy who was there): each who was there carries the same share of a cost."""
    rows = list(costs)
    cost_of = {activity: cost for activity, cost, _ in rows}
    heads = Counter(activity for activity, _, deputy in rows if deputy is not None)
    shares: dict[int, Fraction] = {}
    for activity, cost, deputy in rows:
        if deputy is not None:
            shares[deputy] = shares.get(deputy, Fraction()) + Fraction(cost, heads[activity])
    over = sorted(
        (deputy, round(share)) for deputy, share in shares.items() if per_deputy and share > per_deputy
    )
    spent = sum(cost_of.values())
    return Account(year, per_deputy * deputies, spent, deputies, tuple(over))


async def set_cost(work: Work, actor: Actor, activity_id: int, typed: str) -> Activity:
    """What an activity cost, as the liaison types it; a later amount replaces it. Raises TextMissing.

    An activity that was called off may have cost something too.
    """
    activity = await kept_activity(work, actor, activity_id)
    fen = fen_in(typed)
    if fen is None:
        raise TextMissing("cost")
    activity.cost_fen = fen
    await work.session.flush()
    number = await queries.number_of(work.session, work.station_id, activity.id)
    await record_for_station(work, "cost_noted", actor, Role.LIAISON, activity=number, fen=fen)
    return activity


async def account_of(work: Work, year: int) -> Account:
    """The account of a calendar year in the station's zone."""
    station = work.knowledge.station
    starts, ends = (datetime(one, 1, 1, tzinfo=station.zone) for one in (year, year + 1))
    costs = await queries.costs(work.session, work.station_id, starts, ends)
    deputies = await roster.deputies(work.session, work.station_id)
    return settle_account(year, costs, per_deputy=station.fen_per_deputy, deputies=len(deputies))
