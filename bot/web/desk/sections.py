"""The sections of the desk, in the order of the navigation."""

from bot.web.desk import board, case, failures, members, search, settings, triage, wall, weeks, word_book
from bot.web.desk.framework import Section

SECTIONS: tuple[Section, ...] = (
    board.SECTION,
    triage.SECTION,
    search.SECTION,
    case.SECTION,
    weeks.SECTION,
    wall.SECTION,
    members.SECTION,
    word_book.SECTION,
    failures.SECTION,
    settings.SECTION,
)
