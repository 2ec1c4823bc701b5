"""The buttons of what can be printed: a poster for each constituency, the cards, the wall sheet."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, paged


def _which(reader: Reader) -> Rows:
    last = [reader.button("all_cards", "hocards"), reader.button("wall_sheet", "howall")]
    return [*paged(reader, "hoposter", "hoturn"), last]


HANDOUT_KEYBOARDS: Mapping[str, Keyboard] = {"handout.which": _which}
