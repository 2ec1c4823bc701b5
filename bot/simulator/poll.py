"""The one long poll that may be waiting for updates."""


class Poll:
    """Knows who waits, and tells them why when somebody else ended their wait."""

    def __init__(self) -> None:
        self._holder: object | None = None
        self._reasons: dict[object, str] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether somebody waits."""
        return self._holder is not None

    def begin(self, holder: object) -> None:
        """Wait from now on; whoever waited must have been ended before."""
        self._holder = holder

    def held_by(self, holder: object) -> bool:
        """Whether this one still waits."""
        return self._holder is holder

    def end(self, reason: str) -> bool:
        """End the wait of whoever waits; tells whether there was anybody."""
        if self._holder is None:
            return False
        self._reasons[self._holder] = reason
        self._holder = None
        return True

    def leave(self, holder: object) -> str | None:
        """Stop waiting; returns the reason if somebody else had ended it."""
        if self._holder is holder:
            self._holder = None
        return self._reasons.pop(holder, None)
