"""Whether a change of the schema only adds, so that programs that know nothing of it go on working."""

import sqlalchemy as sa


def reflected(connection: sa.Connection) -> sa.MetaData:
    """The tables as the database has them."""
    found = sa.MetaData()
    found.reflect(connection)
    return found


def faults(before: sa.MetaData, after: sa.MetaData) -> list[str]:
    """What an older program would stumble over, one line each."""
    found = [f"{name}: the table is gone" for name in before.tables if name not in after.tables]
    for name, old in before.tables.items():
        if name in after.tables:
            found += _column_faults(old, after.tables[name]) + _constraint_faults(old, after.tables[name])
    return found


def _column_faults(old: sa.Table, new: sa.Table) -> list[str]:
    found = [
        f"{old.name}.{name}: the column is gone"
        for name in sorted({*old.columns.keys()} - {*new.columns.keys()})
    ]
    for column in new.columns:
        where = f"{new.name}.{column.name}"
        if column.name not in old.columns:
            if not column.nullable and column.server_default is None:
                found.append(f"{where}: needed, and an older program does not write it")
            continue
        known = old.columns[column.name]
        if str(known.type) != str(column.type):
            found.append(f"{where}: {known.type} has become {column.type}")
        if known.nullable and not column.nullable:
            found.append(f"{where}: an older program may leave it empty")
    return found


def _constraint_faults(old: sa.Table, new: sa.Table) -> list[str]:
    added = _demands(new) - _demands(old)
    return [f"{new.name}: rows of an older program may break {demand}" for demand in sorted(added)]


def _demands(table: sa.Table) -> set[str]:
    """What the database refuses rows for, beside what a single column says."""
    demands = {
        f"{type(constraint).__name__} {[column.name for column in constraint.columns]}"
        for constraint in table.constraints
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint | sa.ForeignKeyConstraint)
    }
    demands |= {
        f"CheckConstraint {constraint.sqltext}"
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    return demands | {
        f"unique index {[str(part) for part in index.expressions]}" for index in table.indexes if index.unique
    }
