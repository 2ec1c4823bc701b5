"""What people type after a command: the code or the label of a choice, a name or a part of it."""

from collections.abc import Iterable, Sequence

from handlers.context import HotlineContext
from handlers.wording import Texts


def texts_of(context: HotlineContext) -> Texts:
    """The catalog of whoever is writing."""
    work = context.work
    return Texts(context.person.language, work.knowledge.station.zone, work.now)


def first_word(typed: str) -> tuple[str, str]:
    """The first word and the rest, line breaks of the rest kept."""
    parts = typed.split(maxsplit=1)
    return (parts[0] if parts else ""), (parts[1] if len(parts) > 1 else "")


def code_of(context: HotlineContext, group: str, codes: Sequence[str], typed: str) -> str:
    """The code whose own name or whose label under `terms` was typed; what was typed if it is neither."""
    texts = texts_of(context)
    labels = {texts.term(group, code): code for code in codes}
    return labels.get(typed) or next((code for code in codes if code.lower() == typed.lower()), typed)


def only_like(typed: str, names: Iterable[str]) -> str | None:
    """The name that was typed, or the only one that holds what was typed."""
    known = list(dict.fromkeys(names))
    if typed in known:
        return typed
    alike = [name for name in known if typed and typed in name]
    return alike[0] if len(alike) == 1 else None
