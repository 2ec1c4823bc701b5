"""Who may do what to whose suggestion."""

import pytest

from hotline.errors import HotlineError, NoSuchSuggestion, NotAllowed
from hotline.permissions import Act, Actor
from hotline.suggestions.book import SuggestionFacts, acting_on
from storage.vocabulary import Role

ME, MY_SEAT, ANOTHER_SEAT = 1, 11, 12
MINE, ANOTHERS = SuggestionFacts("3", MY_SEAT), SuggestionFacts("3", ANOTHER_SEAT)
ANOTHERS_DRAFT = SuggestionFacts("3", ANOTHER_SEAT, is_submitted=False)
ABOUT_LIAISON = SuggestionFacts("3", ANOTHER_SEAT, names_liaison=True)
ORPHAN = SuggestionFacts("3", ANOTHER_SEAT, has_author=False)
D, L, P = Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM
READ, WRITE, REVIEW = Act.READ_SUGGESTION, Act.DRAFT_SUGGESTION, Act.REVIEW_SUGGESTION
HANDLE, RATE = Act.HANDLE_SUGGESTION, Act.RATE_SUGGESTION


@pytest.mark.parametrize(
    ("roles", "act", "facts", "result"),
    [
        ({D}, WRITE, MINE, D),
        ({D}, READ, MINE, D),
        ({D}, HANDLE, MINE, D),
        ({D}, RATE, MINE, D),
        ({D}, READ, ANOTHERS, NoSuchSuggestion),  # another deputy's is as good as unknown
        ({D}, WRITE, ANOTHERS, NoSuchSuggestion),
        ({D}, HANDLE, ANOTHERS, NoSuchSuggestion),
        ({D}, RATE, ANOTHERS, NoSuchSuggestion),
        ({D}, REVIEW, MINE, NotAllowed),
        ({L}, REVIEW, ANOTHERS, L),
        ({P}, REVIEW, ANOTHERS, P),
        ({L}, HANDLE, ANOTHERS, L),
        ({L}, WRITE, ANOTHERS, NotAllowed),
        ({L}, READ, ANOTHERS_DRAFT, NoSuchSuggestion),  # a draft is its author's alone
        ({P}, READ, ANOTHERS_DRAFT, NoSuchSuggestion),
        ({L}, RATE, ANOTHERS, NoSuchSuggestion),  # nobody rates for the deputy …
        ({L}, RATE, ORPHAN, L),  # … unless the deputy has left office
        ({L}, REVIEW, ABOUT_LIAISON, NoSuchSuggestion),
        ({P}, REVIEW, ABOUT_LIAISON, P),
        ({L, P}, REVIEW, ABOUT_LIAISON, NoSuchSuggestion),  # who steps aside does so in every role
        ({D, L}, REVIEW, MINE, NoSuchSuggestion),  # nobody decides on an own one
        ({D, P}, REVIEW, MINE, NoSuchSuggestion),
        ({D, L}, REVIEW, ANOTHERS, L),
        ({Role.CONSTITUENT}, READ, MINE, NotAllowed),
    ],
)
def test_who_may(
    roles: set[Role], act: Act, facts: SuggestionFacts, result: Role | type[HotlineError]
) -> None:
    actor = Actor(ME, frozenset(roles), MY_SEAT if D in roles else None)
    if isinstance(result, Role):
        assert acting_on(act, actor, facts) is result
        return
    with pytest.raises(result):
        acting_on(act, actor, facts)
