"""When people may be written to without having asked: the station's service hours."""

from datetime import datetime, timedelta

from hotline.work import StationFacts


def next_service_time(now: datetime, station: StationFacts) -> datetime:
    """`now` if it lies in service hours, else the next moment at which they begin."""
    local = now.astimezone(station.zone)
    if station.service_opens <= local.time() < station.service_closes:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= station.service_closes else 0)
    return datetime.combine(day, station.service_opens, tzinfo=station.zone)
