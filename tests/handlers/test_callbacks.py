"""What buttons carry: packed within 64 bytes, unpacked only if we can have written it."""

import pytest

from handlers.callbacks import NotAButton, Press, pack, unpack
from storage.ids import new_id, to_base36


def test_what_is_packed_is_unpacked() -> None:
    case_id = new_id()
    assert unpack(pack("place", case_id, 12, to_base36(case_id))) == Press(
        "place", case_id, 12, to_base36(case_id)
    )
    assert unpack(pack("help")) == Press("help")


def test_the_longest_button_fits_and_a_longer_one_is_refused() -> None:
    assert len(pack("fplaces", new_id(), 9999, to_base36(new_id())).encode()) <= 64
    with pytest.raises(ValueError, match="64"):
        pack("cat", new_id(), 1, "农村农业" * 5)


@pytest.mark.parametrize("data", ["", "submit", "submit:1", "submit:?:1:", "a:b", "submit:1:-:x"])
def test_other_data_is_no_button(data: str) -> None:
    with pytest.raises(NotAButton):
        unpack(data)


@pytest.mark.parametrize("argument", ["", "农", "!"])
def test_an_argument_that_is_no_key_is_no_button(argument: str) -> None:
    with pytest.raises(NotAButton):
        _ = Press("home", argument=argument).key


def test_a_choice_is_one_of_those_offered() -> None:
    names = ("交通运输", "教育文体")
    assert Press("cat", argument="1").among(names) == "教育文体"
    for argument in ("2", "-1", "", "x", "²"):
        with pytest.raises(NotAButton):
            Press("cat", argument=argument).among(names)
