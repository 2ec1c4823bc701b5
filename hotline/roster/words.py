"""What an import of the roster changes, in Chinese lines as the workbook itself is Chinese."""

from collections.abc import Iterator, Sequence

from hotline.roster import Changes, Difference, Item
from hotline.roster.problems import texts

_MOST_NAMED = 12


def lines_of(changes: Changes) -> list[str]:
    """One line for each kind of row and change, then who leaves with open cases; one that says so if none."""
    differences = {
        "constituencies": changes.constituencies,
        "places": changes.places,
        "deputies": changes.deputies,
    }
    lines = [line for name, difference in differences.items() for line in _lines(name, difference)]
    lines += [str(_words()["leaving"]).format(name=row.name, count=row.open_cases) for row in changes.leaving]
    return lines or [str(_words()["none"])]


def _lines(name: str, difference: Difference) -> Iterator[str]:
    words = _words()
    for key, items in (
        ("added", difference.added),
        ("changed", difference.changed),
        ("removed", difference.removed),
    ):
        if items:
            yield str(words[key]).format(what=words[name], count=len(items), names=_names(items))


def _names(items: Sequence[Item]) -> str:
    names = "、".join(_name(item) for item in items[:_MOST_NAMED])
    return names if len(items) <= _MOST_NAMED else str(_words()["more"]).format(names=names)


def _name(item: Item) -> str:
    words = _words()
    if not item.fields:
        return item.name
    fields = "、".join(str(words["fields"].get(field, field)) for field in item.fields)
    return str(words["changed_item"]).format(name=item.name, fields=fields)


def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = texts()["changes"]
    return found
