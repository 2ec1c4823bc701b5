"""docs/permissions.md: who may do what to whose case, written from the table.

python -m bot.permission_page
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from hotline.permissions import PERMISSIONS, Act, Whose
from storage.vocabulary import Role

PAGE = Path(__file__).parents[1] / "docs" / "permissions.md"

_ROLES = {
    Role.CONSTITUENT: "constituent",
    Role.DEPUTY: "deputy",
    Role.LIAISON: "liaison officer",
    Role.PRESIDIUM: "presidium",
    Role.SYSTEM: "the hotline itself",
}
_WHOSE = {
    Whose.OWN: "own",
    Whose.OTHERS: "others'",
    Whose.FOLLOWED: "own, supported",
    Whose.ASSIGNED: "assigned",
    Whose.ESCALATED: "escalated",
    Whose.CALLERS: "callers'",
    Whose.ESCALATED_CALLERS: "escalated callers'",
    Whose.ANY: "any",
    Whose.NONE: "yes",
}
_HEAD = """\
# Who may do what

Written from the table in `hotline/permissions.py` by `python -m bot.permission_page`; a test compares them.
Every act is checked against it before anything is done, wherever it comes from: chat, desk, command line or
clock.

- own: raised by oneself; others': raised by somebody else; supported: one has joined it.
- assigned: one is its deputy, or stands in for the one who is away. Never one's own case.
- escalated: handed to the presidium, or about the liaison officer.
- callers': of somebody without Telegram, for whom the desk speaks; escalated callers': both.
- Whoever a case is about sees and does nothing of it in any role: a deputy it names, or the liaison officer.
- A person may hold several roles, and acts in the first that the case allows.
- The hotline itself: its clock, automatic routing, and the operator's command line.
"""


def page() -> str:
    """The whole page."""
    on_cases = [act for act in Act if Whose.NONE not in PERMISSIONS[act].values()]
    others = [act for act in Act if act not in on_cases]
    lines = [*_table("## With a case", on_cases), *_table("## Without a case", others)]
    return _HEAD + "\n".join(lines) + "\n"


def _table(title: str, acts: list[Act]) -> Iterator[str]:
    yield f"\n{title}\n"
    yield f"| act | {' | '.join(_ROLES.values())} |"
    yield "| --- " * (len(_ROLES) + 1) + "|"
    for act in acts:
        cells = [_WHOSE[PERMISSIONS[act][role]] if role in PERMISSIONS[act] else "" for role in _ROLES]
        yield f"| {act.replace('_', ' ')} | {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
