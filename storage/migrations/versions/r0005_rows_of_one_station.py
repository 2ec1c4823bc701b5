"""On PostgreSQL, a connection sees the rows of the station that it names; every index begins with the station"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None
# An older program's connections name no station: they would see nothing.
compatible_from = '0005'

# Asked once for each statement, not for each row. What is not set comes as null or empty: no row then.
_SETTING = "current_setting('hotline.station', true)"
_POLICY = (
    "CREATE POLICY of_one_station ON {table} USING ("
    f"{{column}} = (SELECT nullif(nullif({_SETTING}, 'all'), '')::integer) OR (SELECT {_SETTING} = 'all'))"
)

# A policy goes before every condition that might tell of rows that it hides, and PostgreSQL takes @@ for such:
# words are then compared row by row, which is only quick if they are kept as the vector that is compared. Its
# first word is the station's, so that an index over many stations finds those of one
# (docs/scaling.md says how the index is used behind policies).
_VECTOR = (
    "ALTER TABLE case_search ADD COLUMN case_search_index_words tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', 'station' || CAST(station_id AS text) || ' ' || words)) STORED"
)


def tables() -> dict[str, str]:
    """By name, the column that says whose row it is. Later migrations do the same for what they add."""
    inspector = sa.inspect(op.get_bind())
    found = {}
    for table in inspector.get_table_names():
        if 'station_id' in {column['name'] for column in inspector.get_columns(table)}:
            found[table] = 'station_id'
    return {'station': 'id', **found}


def index_reminders(*columns: str) -> None:
    """On what is due and not handled yet."""
    is_waiting = sa.text('handled_at IS NULL')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index('ix_reminder_waiting')
        batch_op.create_index('ix_reminder_waiting', [*columns], unique=False, postgresql_where=is_waiting, sqlite_where=is_waiting)


def upgrade() -> None:
    index_reminders('station_id', 'due_at')
    if op.get_bind().dialect.name != 'postgresql':
        return
    op.execute('DROP INDEX case_search_index')
    op.execute(_VECTOR)
    op.execute('CREATE INDEX case_search_index ON case_search USING gin (case_search_index_words)')
    for table, column in tables().items():
        op.execute(_POLICY.format(table=table, column=column))
        op.execute(f'ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')


def downgrade() -> None:
    index_reminders('due_at')
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table in tables():
        op.execute(f'ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY')
        op.execute(f'DROP POLICY of_one_station ON {table}')
    op.execute('ALTER TABLE case_search DROP COLUMN case_search_index_words')
    op.execute("CREATE INDEX case_search_index ON case_search USING gin (to_tsvector('simple', words))")
