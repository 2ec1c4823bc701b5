"""Every role, act and relation to a case, after the table; and the rules of stepping aside."""

from contextlib import suppress
from dataclasses import replace
from itertools import product

import pytest

from hotline.errors import NotAllowed, NotYourCase
from hotline.permissions import (
    PERMISSIONS,
    SYSTEM,
    Act,
    Actor,
    CaseFacts,
    Whose,
    acting_role,
    must_step_aside,
)
from storage.vocabulary import Role

ME, SOMEBODY = 1, 2
MY_SEAT, ANOTHER_SEAT = 11, 12

STRANGER = CaseFacts("0123", constituent_id=SOMEBODY, deputy_id=ANOTHER_SEAT)
RELATIONS = {
    "another's": STRANGER,
    "a caller's, nobody's yet": CaseFacts("0123", constituent_id=None, deputy_id=None),
    "my own": replace(STRANGER, constituent_id=ME),
    "supported by me": replace(STRANGER, supporters=frozenset({ME})),
    "assigned to me": replace(STRANGER, deputy_id=MY_SEAT),
    "escalated": replace(STRANGER, is_escalated=True),
    "a caller's": replace(STRANGER, is_caller=True),
    "a caller's, escalated": replace(STRANGER, is_caller=True, is_escalated=True),
}
REACH: dict[Whose, set[str]] = {
    Whose.OWN: {"my own"},
    Whose.OTHERS: set(RELATIONS) - {"my own"},
    Whose.FOLLOWED: {"my own", "supported by me"},
    Whose.ASSIGNED: {"assigned to me"},
    Whose.ESCALATED: {"escalated", "a caller's, escalated"},
    Whose.CALLERS: {"a caller's", "a caller's, escalated"},
    Whose.ESCALATED_CALLERS: {"a caller's, escalated"},
    Whose.ANY: set(RELATIONS),
    Whose.NONE: set(RELATIONS),
}
ON_A_CASE = [act for act, row in PERMISSIONS.items() if Whose.NONE not in row.values()]
WITHOUT_A_CASE = [act for act in PERMISSIONS if act not in ON_A_CASE]


def person(*roles: Role) -> Actor:
    return Actor(ME, frozenset(roles), MY_SEAT if Role.DEPUTY in roles else None)


def test_every_act_has_a_row_and_somebody_who_may_do_it() -> None:
    assert set(PERMISSIONS) == set(Act)
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize(("role", "relation"), list(product(Role, RELATIONS)))
def test_one_role_may_what_the_table_says_and_nothing_else(role: Role, relation: str) -> None:
    for act in Act:
        whose = PERMISSIONS[act].get(role)
        if whose is None:
            with pytest.raises(NotAllowed) as not_allowed:
                acting_role(act, person(role), RELATIONS[relation])
            assert not_allowed.value.act == act
        elif relation in REACH[whose]:
            assert acting_role(act, person(role), RELATIONS[relation]) is role
        else:
            with pytest.raises(NotYourCase) as not_yours:
                acting_role(act, person(role), RELATIONS[relation])
            assert not_yours.value.number == "0123"


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_person_of_several_roles_may_what_any_of_them_may(relation: str) -> None:
    roles = (Role.CONSTITUENT, Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM)
    for act in Act:
        able = [
            role for role, whose in PERMISSIONS[act].items() if relation in REACH[whose] and role in roles
        ]
        if able:
            assert acting_role(act, person(*roles), RELATIONS[relation]) is able[0]


@pytest.mark.parametrize(
    ("act", "role", "relation", "why"),
    [
        (Act.RATE, Role.LIAISON, "another's", "nobody rates for a constituent who can do it"),
        (Act.RATE, Role.DEPUTY, "a caller's", "what a caller says is noted by the liaison"),
        (Act.RATE, Role.PRESIDIUM, "a caller's", "the presidium speaks with callers of its own cases"),
        (Act.LINK_CALLER, Role.LIAISON, "another's", "who has an account needs no link"),
        (Act.RATE, Role.DEPUTY, "assigned to me", "least of all the deputy"),
        (Act.REFUSE, Role.DEPUTY, "assigned to me", "a deputy returns, does not refuse"),
        (Act.FORCE_CLOSE, Role.DEPUTY, "assigned to me", "only a rating or the liaison closes"),
        (Act.READ_CASE, Role.DEPUTY, "another's", "deputies see what is assigned to them"),
        (Act.READ_CASE, Role.PRESIDIUM, "another's", "the presidium sees what has come to it"),
        (Act.READ_CASE, Role.CONSTITUENT, "supported by me", "supporters see progress, not words"),
        (Act.SUPPORT, Role.CONSTITUENT, "my own", "one is one's own supporter already"),
        (Act.REFUSE, Role.SYSTEM, "another's", "only a person refuses"),
        (Act.CLOSE_SILENT, Role.LIAISON, "another's", "silence is the clock's to count"),
    ],
)
def test_refusals_that_matter(act: Act, role: Role, relation: str, why: str) -> None:
    actor = SYSTEM if role is Role.SYSTEM else person(role)
    refused = False
    try:
        acting_role(act, actor, RELATIONS[relation])
    except (NotAllowed, NotYourCase):
        refused = True
    assert refused, why


def test_the_clock_assigns_reminds_and_closes() -> None:
    for act in (Act.TRIAGE_ASSIGN, Act.REMIND, Act.CLOSE_SILENT, Act.CLOSE_UNANSWERED, Act.ARCHIVE):
        assert acting_role(act, SYSTEM, STRANGER) is Role.SYSTEM


@pytest.mark.parametrize("roles", [{Role.DEPUTY}, {Role.DEPUTY, Role.LIAISON}, {Role.DEPUTY, Role.PRESIDIUM}])
@pytest.mark.parametrize("act", ON_A_CASE)
def test_a_named_deputy_touches_nothing_in_any_role(act: Act, roles: set[Role]) -> None:
    case = CaseFacts(
        "0123",
        constituent_id=SOMEBODY,
        deputy_id=MY_SEAT,
        is_escalated=True,
        named_deputies=frozenset({MY_SEAT}),
        supporters=frozenset({ME}),
    )
    actor = person(Role.CONSTITUENT, *roles)
    assert must_step_aside(actor, case)
    with pytest.raises((NotAllowed, NotYourCase)):
        acting_role(act, actor, case)


def test_a_named_deputy_still_sees_the_case_that_she_raised_herself() -> None:
    case = replace(RELATIONS["my own"], named_deputies=frozenset({MY_SEAT}))
    actor = person(Role.CONSTITUENT, Role.DEPUTY, Role.LIAISON)
    assert acting_role(Act.READ_CASE, actor, case) is Role.CONSTITUENT
    with pytest.raises(NotYourCase):
        acting_role(Act.REASSIGN, actor, case)


def test_a_deputy_never_handles_her_own_case() -> None:
    case = CaseFacts("0123", constituent_id=ME, deputy_id=MY_SEAT)
    with pytest.raises(NotYourCase):
        acting_role(Act.REPLY, person(Role.CONSTITUENT, Role.DEPUTY), case)
    assert acting_role(Act.READ_CASE, person(Role.CONSTITUENT, Role.DEPUTY), case) is Role.CONSTITUENT


@pytest.mark.parametrize("act", [act for act in ON_A_CASE if Role.LIAISON in PERMISSIONS[act]])
def test_a_case_about_the_liaison_is_the_presidium_s(act: Act) -> None:
    case = replace(STRANGER, names_liaison=True, is_caller=True)
    assert acting_role(act, person(Role.PRESIDIUM), case) is Role.PRESIDIUM
    for actor in (person(Role.LIAISON), person(Role.LIAISON, Role.PRESIDIUM, Role.DEPUTY)):
        with pytest.raises(NotYourCase):
            acting_role(act, actor, case)


@pytest.mark.parametrize("act", ON_A_CASE)
def test_an_act_on_a_case_needs_a_case(act: Act) -> None:
    role = next(iter(PERMISSIONS[act]))
    with pytest.raises(ValueError, match="needs a case"):
        acting_role(act, person(role))


@pytest.mark.parametrize("act", WITHOUT_A_CASE)
def test_an_act_without_a_case_needs_none(act: Act) -> None:
    for role in PERMISSIONS[act]:
        assert acting_role(act, person(role)) is role


def test_a_person_without_roles_may_nothing() -> None:
    for act in Act:
        with pytest.raises(NotAllowed):
            acting_role(act, person(), STRANGER)


SUBSTITUTE = Actor(ME, frozenset({Role.CONSTITUENT, Role.DEPUTY}), MY_SEAT, frozenset({ANOTHER_SEAT}))


@pytest.mark.parametrize(
    ("actor", "case", "may_work", "why"),
    [
        (SUBSTITUTE, STRANGER, True, "the case of the deputy for whom one stands in"),
        (SUBSTITUTE, RELATIONS["assigned to me"], True, "and still one's own"),
        (replace(SUBSTITUTE, stands_in_for=frozenset()), STRANGER, False, "the absence is over"),
        (SUBSTITUTE, replace(STRANGER, deputy_id=13), False, "nobody else's"),
        (SUBSTITUTE, RELATIONS["a caller's, nobody's yet"], False, "nor what is nobody's"),
        (SUBSTITUTE, replace(STRANGER, constituent_id=ME), False, "never what one raised oneself"),
        (SUBSTITUTE, replace(STRANGER, named_deputies=frozenset({MY_SEAT})), False, "named oneself"),
        (SUBSTITUTE, replace(STRANGER, named_deputies=frozenset({ANOTHER_SEAT})), False, "sent by one named"),
        (SUBSTITUTE, replace(STRANGER, named_deputies=frozenset({13})), True, "a third one is named"),
        (person(Role.CONSTITUENT, Role.DEPUTY), STRANGER, False, "a colleague who was not asked"),
    ],
)
def test_who_stands_in_works_on_the_cases_of_the_deputy_who_is_away(
    actor: Actor, case: CaseFacts, *, may_work: bool, why: str
) -> None:
    for act in (act for act, row in PERMISSIONS.items() if row.get(Role.DEPUTY) is Whose.ASSIGNED):
        if may_work:
            assert acting_role(act, actor, case) is Role.DEPUTY, why
            continue
        role = None
        with suppress(NotYourCase):
            role = acting_role(act, actor, case)
        # What a constituent may do with a case of one's own stays possible.
        assert role in (None, Role.CONSTITUENT), why
