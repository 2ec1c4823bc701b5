"""What is planned for a seed; `make chaos` plays it, and `make test-all` ten kills of it."""

from tests.chaos.plan import POLLING, POSTGRESQL, SQLITE, WEBHOOK, Kill, Point, Victim, rounds


def test_the_same_seed_plans_the_same_kills_and_all_kinds_of_them() -> None:
    planned = rounds(200, 3)
    assert [one.planned() for one in planned] == [one.planned() for one in rounds(200, 3)]
    assert [one.planned() for one in planned] != [one.planned() for one in rounds(200, 4)]
    kills = [kill for one in planned for kill in one.planned()]
    assert len(kills) == 200
    assert {kill.point for kill in kills} == set(Point)
    assert {kill.victim for kill in kills} == set(Victim)
    assert {one.receive for one in planned if one.engine == POSTGRESQL} == {WEBHOOK, POLLING}


def test_a_process_with_a_file_is_killed_only_where_it_can_be_watched() -> None:
    kills: list[Kill] = [kill for one in rounds(30, 1, (SQLITE,)) for kill in one.planned()]
    assert {kill.point for kill in kills} == {Point.TAKEN, Point.KEPT, Point.SENT}
    assert all(kill.choice == 0 for kill in kills)
