"""Figures as a table, for whoever runs one benchmark alone."""

from collections.abc import Sequence

from rich.table import Table

from tests.benchmarks.reporting.figures import Figure


def table_of(figures: Sequence[Figure]) -> Table:
    """One line for each figure, a rule between sections."""
    table = Table("what", "measured", "beside", "ratio", "goal", "")
    section = None
    for one in figures:
        if one.section != section:
            section = one.section
            table.add_section()
            table.add_row(f"[bold]{section}[/bold]")
        beside = one.beside
        if one.beside_value is not None:
            beside += f": {one.beside_value:,.4g} {one.unit}"
        met = {True: "met", False: "missed", None: ""}[one.is_met]
        ratio = "" if one.ratio is None else f"{one.ratio:.3g}"
        table.add_row(one.what, f"{one.value:,.4g} {one.unit}", beside, ratio, one.goal, met)
    return table
