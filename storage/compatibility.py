"""Which older programs a schema still serves: each migration declares it, and the database remembers it.

A program knows nothing of migrations made after it, so it reads from the database whether it may go on: a
replica of the version before stays at work while the next one is brought in, and can be brought back.
"""

from collections.abc import Sequence

import sqlalchemy as sa

TABLE = "schema_compatibility"
# Kept beside Alembic's own table and not by a migration: it has to be there whatever the revision is.
_NOTE = sa.Table(
    TABLE,
    sa.MetaData(),
    sa.Column("revision", sa.String(32), primary_key=True),
    sa.Column("compatible_from", sa.String(32), nullable=False),
)


def oldest_program(newest_first: Sequence[tuple[str, str]]) -> str:
    """The oldest revision whose program works on the schema of the first of these migrations.

    Each is (revision, compatible_from): on what it makes, programs work from which revision on. A program
    that is several migrations behind has to suit each of them.
    """
    age = {revision: position for position, (revision, _) in enumerate(newest_first)}
    oldest = newest_first[0][0]
    oldest_allowed = age[newest_first[0][1]]
    for revision, compatible_from in newest_first[1:]:
        if age[revision] > oldest_allowed:
            break
        oldest = revision
        oldest_allowed = min(oldest_allowed, age[compatible_from])
    return oldest


def note(connection: sa.Connection, revision: str, compatible_from: str) -> None:
    """Let the database say which programs its schema serves."""
    _NOTE.create(connection, checkfirst=True)
    connection.execute(_NOTE.delete())
    connection.execute(_NOTE.insert().values(revision=revision, compatible_from=compatible_from))


def noted(connection: sa.Connection, revision: str | None) -> str | None:
    """The oldest revision whose program works on this database; None if it does not say so of `revision`."""
    if revision is None or not sa.inspect(connection).has_table(TABLE):
        return None
    return connection.scalar(sa.select(_NOTE.c.compatible_from).where(_NOTE.c.revision == revision))
