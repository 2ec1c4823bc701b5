"""The weekly digest as a picture: from its figures and the weeks before to what is drawn, in one language."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import dropwhile
from typing import Any

from handlers.values.digest import percent_of
from handlers.wording import Texts
from hotline.pictures import Bar, Bars, Line, Pair, Panel, Picture, Tile, Tiles, Trend

Figures = Mapping[str, Any]
"""The parameters of a digest's notice: hotline.digest.Digest as plain values."""
Numbers = Sequence[int]
"""(yes, answered, unanswered)."""


def digest_picture(figures: Figures, weeks: Sequence[Mapping[str, Any]], texts: Texts, name: str) -> Picture:
    """`weeks` are those up to the digest's own, oldest first, each with monday, filed and closed.

    Those before the first case are left out.
    """
    panels: list[Panel] = [_numbers(figures, texts)]
    told = list(dropwhile(lambda week: not week["filed"] and not week["closed"], weeks))
    if len(told) > 1:
        panels.append(_trend(told, texts))
    return Picture(
        title=texts.plain("digest_picture.title", name=name),
        subtitle=_week(figures, texts),
        panels=(*panels, _rates(figures, texts), _subjects(figures, texts), _overdue(figures, texts)),
        note=texts.plain("digest_picture.note"),
    )


def _week(figures: Figures, texts: Texts) -> str:
    first = date.fromisoformat(figures["monday"])
    last = first + timedelta(days=6)
    return texts.plain("digest_picture.week", first=first, last=last, is_running=figures["is_running"])


def _numbers(figures: Figures, texts: Texts) -> Tiles:
    def change(key: str) -> str:
        moved = figures[key] - figures[f"{key}_before"]
        return texts.plain("digest_picture.change", gap=moved)

    due = texts.plain("digest_picture.due", count=figures["due_next_week"])
    late = texts.plain("digest_picture.late", count=figures["overdue_total"])
    return Tiles(
        (
            Tile(texts.plain("digest_picture.filed"), str(figures["filed"]), change("filed")),
            Tile(texts.plain("digest_picture.closed"), str(figures["closed"]), change("closed")),
            Tile(texts.plain("digest_picture.still_open"), str(figures["still_open"]), due),
            Tile(texts.plain("digest_picture.waiting"), str(figures["waiting"]), late),
        )
    )


def _trend(weeks: Sequence[Mapping[str, Any]], texts: Texts) -> Trend:
    mondays = [date.fromisoformat(week["monday"]) for week in weeks]
    return Trend(
        title=texts.plain("digest_picture.trend", count=len(weeks)),
        marks=tuple(f"{monday.month}/{monday.day}" for monday in mondays),
        lines=(
            Line(texts.plain("digest_picture.filed"), tuple(week["filed"] for week in weeks)),
            Line(texts.plain("digest_picture.closed"), tuple(week["closed"] for week in weeks)),
        ),
    )


def _rates(figures: Figures, texts: Texts) -> Bars:
    bars = (
        _rate(texts.plain("digest_picture.response"), figures["response"], figures["response_raw"], texts),
        _rate(texts.plain("digest_picture.solved"), figures["solved"], figures["solved_raw"], texts),
        _rate(texts.plain("digest_picture.satisfied"), figures["satisfied"], figures["satisfied_raw"], texts),
    )
    return Bars(texts.plain("digest_picture.rates"), bars)


def _rate(label: str, counted: Numbers, raw: Numbers, texts: Texts) -> Bar:
    yes, answered, unanswered = counted
    all_of_them = "" if list(raw) == list(counted) else _share(raw, texts)
    detail = texts.plain("digest_picture.beside", unanswered=unanswered, raw=all_of_them)
    return Bar(label, yes, _share(counted, texts), answered, detail)


def _share(numbers: Numbers, texts: Texts) -> str:
    yes, answered, _ = numbers
    if not answered:
        return texts.plain("digest_picture.none")
    percent = percent_of(yes, answered)
    return texts.plain("digest_picture.share", percent=percent, yes=yes, answered=answered)


def _subjects(figures: Figures, texts: Texts) -> Pair:
    return Pair(
        (
            _counts(
                "digest_picture.categories", "digest_picture.no_categories", figures["categories"], texts
            ),
            _counts("digest_picture.places", "digest_picture.no_places", figures["places"], texts),
        )
    )


def _counts(title: str, empty: str, rows: Sequence[tuple[str, int]], texts: Texts) -> Bars:
    bars = tuple(Bar(label, count, str(count)) for label, count in rows)
    return Bars(texts.plain(title), bars, texts.plain(empty))


def _overdue(figures: Figures, texts: Texts) -> Bars:
    bars = tuple(
        Bar(
            texts.plain("digest_picture.deputy" if name else "digest_picture.nobody", name=name),
            count,
            texts.plain("digest_picture.cases", count=count),
        )
        for name, count, _ in figures["overdue"]
    )
    empty = texts.plain("digest_picture.no_overdue")
    return Bars(texts.plain("digest_picture.overdue"), bars, empty, is_warning=True)
