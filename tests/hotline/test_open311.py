"""Open311: categories as services, and what of a case everybody may know."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.keywords import Lexicon, Topic
from hotline.lexicon import load
from hotline.open311 import words
from hotline.open311.requests import PublicCase, ServiceRequest, Village, service_request
from hotline.open311.services import OTHER, Services, code_of, services_of
from hotline.states import OPEN
from storage.vocabulary import Level, State

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 1, 0, 30, 250_000, tzinfo=UTC)
LEXICON = Lexicon(
    ("农村农业", "交通运输", "纪检监察"),
    (
        Topic("农村农业", "农村饮水", "改水", strong=("防氟改水", "自来水")),
        Topic("农村农业", "农村饮水", None, strong=("井水", "自来水")),
        Topic("交通运输", "农村公路", None, strong=("油路",)),
        Topic("纪检监察", "干部作风", None, strong=("吃拿卡要",)),
    ),
)
CASE = PublicCase(
    number="0123",
    state=State.IN_PROGRESS,
    category="农村农业",
    topic="农村饮水",
    requested_at=NOW - timedelta(days=2),
    state_since=NOW - timedelta(days=1),
    expected_at=NOW + timedelta(days=3),
    village=Village("靠山屯村", 7, 41.123456, 122.987654),
)


@pytest.fixture(scope="module")
def services() -> Services:
    return services_of(LEXICON, ["纪检监察"])


def shown(services: Services, case: PublicCase = CASE, **changes: object) -> ServiceRequest:
    return service_request(replace(case, **changes), services, "和平镇人大", SHANGHAI)  # type: ignore[arg-type]


# Services


def test_categories_and_topics_are_services_and_a_hidden_category_is_none(services: Services) -> None:
    assert [service.code for service in services.all] == [
        "农村农业",
        "农村农业-农村饮水",
        "交通运输",
        "交通运输-农村公路",
        OTHER,
    ]


def test_a_topic_is_grouped_by_its_category_and_brings_its_words_once(services: Services) -> None:
    water = services.by_code["农村农业-农村饮水"]
    assert (water.name, water.group, water.category, water.topic) == (
        *("农村饮水", "农村农业"),
        *("农村农业", "农村饮水"),
    )
    assert water.keywords == ("改水", "防氟改水", "自来水", "井水")


@pytest.mark.parametrize(
    ("category", "topic", "code"),
    [
        ("农村农业", "农村饮水", "农村农业-农村饮水"),
        ("农村农业", None, "农村农业"),
        ("农村农业", "农村公路", "农村农业"),  # another category's topic
        ("交通运输", "没听说过", "交通运输"),
        (None, None, OTHER),
        ("改了名的类别", None, OTHER),
    ],
)
def test_every_case_belongs_to_a_service_that_is_listed(
    services: Services, category: str | None, topic: str | None, code: str
) -> None:
    assert services.of(category, topic).code == code


def test_codes_can_stand_in_an_address_and_in_a_list() -> None:
    assert code_of("水、电/气, 其他 50%", "a.b?c") == "水、电_气_其他_50_-a_b_c"
    found = services_of(load()).all
    assert len({service.code for service in found}) == len(found) > 100
    assert not any(set(" ,/.?&#%") & set(service.code) for service in found)
    assert all(service.name and service.description and service.group for service in found)


# Requests


def test_a_case_tells_its_subject_village_and_dates_and_nothing_else(services: Services) -> None:
    assert asdict(shown(services)) == {
        "service_request_id": "0123",
        "status": "open",
        "status_notes": "代表正在办。",
        "service_name": "农村饮水",
        "service_code": "农村农业-农村饮水",
        "description": "靠山屯村：农村饮水方面的诉求",
        "agency_responsible": "和平镇人大",
        "service_notice": None,
        "requested_datetime": "2026-06-13T09:00:30+08:00",
        "updated_datetime": "2026-06-14T09:00:30+08:00",
        "expected_datetime": "2026-06-18T09:00:30+08:00",
        "address": "靠山屯村",
        "address_id": "7",
        "zipcode": None,
        "lat": 41.12,
        "long": 122.99,
        "media_url": None,
    }


@pytest.mark.parametrize("state", [state for state in State if state not in (State.DRAFT, State.WITHDRAWN)])
def test_every_state_that_is_shown_is_open_or_closed_and_says_why(services: Services, state: State) -> None:
    request = shown(services, state=state)
    assert request.status == ("open" if state in OPEN else "closed")
    assert request.status_notes


@pytest.mark.parametrize(
    ("result", "notes"),
    [
        ("A", "办结：已解决。"),
        ("N", "办结：没有等到反映人补充情况。"),
        ("X", "办结。"),  # a letter of this hotline's own
        (None, "办结。"),
    ],
)
def test_a_closed_case_says_how_it_ended_and_when(services: Services, result: str | None, notes: str) -> None:
    request = shown(services, state=State.ARCHIVED, result=result, closed_at=NOW)
    assert request.status_notes == notes
    assert (request.updated_datetime, request.expected_datetime) == ("2026-06-15T09:00:30+08:00", None)


@pytest.mark.parametrize(
    ("state", "unit", "level", "agency"),
    [
        (State.REFERRED, "县交通局", Level.COUNTY, "县交通局"),
        (State.REFERRED, "老刘施工队", Level.CONTRACTOR, "施工单位"),  # may be somebody's name
        (State.REPLIED, "县交通局", Level.COUNTY, "和平镇人大"),
        (State.SUBMITTED, "", None, "和平镇人大"),
    ],
)
def test_who_has_the_case_is_named_unless_it_may_be_a_person(
    services: Services, state: State, unit: str, level: Level | None, agency: str
) -> None:
    assert shown(services, state=state, unit=unit, unit_level=level).agency_responsible == agency


def test_without_a_village_there_is_no_place_at_all(services: Services) -> None:
    request = shown(services, village=None)
    assert (request.address, request.address_id, request.lat, request.long) == (None,) * 4
    assert request.description == "农村饮水方面的诉求"


def test_words_are_shown_once_somebody_has_approved_them(services: Services) -> None:
    assert shown(services, words="村东水井的水发黄").description == "村东水井的水发黄"


# Words


def test_a_township_without_a_name_is_called_by_its_hotline() -> None:
    assert words.congress("和平镇", "热线") == "和平镇人大"
    assert words.congress("", "人大代表热线") == "人大代表热线"


def test_whoever_tells_of_danger_is_told_whom_to_call() -> None:
    assert "119" in words.filed("0001", ("119", "120"))
    assert "打" not in words.filed("0001", ())


def test_an_address_goes_into_the_text_only_if_there_is_one() -> None:
    assert words.located("路坏了", "") == "路坏了"
    assert words.located("路坏了", "靠山屯村口") == "路坏了\n地点：靠山屯村口"
