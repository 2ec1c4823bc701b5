"""the liaison's desk"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# Chinese search: text cut into pairs of characters (hotline.searching), indexed as each database does it.
_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE case_search_index USING fts5("
    "words, content='case_search', content_rowid='case_id', tokenize='unicode61')",
    "CREATE TRIGGER case_search_added AFTER INSERT ON case_search BEGIN "
    "INSERT INTO case_search_index(rowid, words) VALUES (new.case_id, new.words); END",
    "CREATE TRIGGER case_search_removed AFTER DELETE ON case_search BEGIN "
    "INSERT INTO case_search_index(case_search_index, rowid, words) "
    "VALUES ('delete', old.case_id, old.words); END",
    "CREATE TRIGGER case_search_changed AFTER UPDATE ON case_search BEGIN "
    "INSERT INTO case_search_index(case_search_index, rowid, words) "
    "VALUES ('delete', old.case_id, old.words); "
    "INSERT INTO case_search_index(rowid, words) VALUES (new.case_id, new.words); END",
)
_POSTGRESQL_SEARCH = (
    "CREATE INDEX case_search_index ON case_search USING gin (to_tsvector('simple', words))",
)


def upgrade() -> None:
    op.create_table('activity',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('place', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('cost_fen', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_station_id_starts_at'), ['station_id', 'starts_at'], unique=False)

    op.create_table('ledger',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('quarter', sa.Date(), nullable=False),
    sa.Column('composed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_ledger')),
    sa.UniqueConstraint('station_id', 'quarter', name=op.f('uq_ledger_station_id_quarter'))
    )
    op.create_table('week_figures',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('station_id', 'monday', name=op.f('pk_week_figures'))
    )
    op.create_table('activity_photo',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('activity_id', sa.BigInteger(), nullable=False),
    sa.Column('sent_by_id', sa.BigInteger(), nullable=True),
    sa.Column('file_id', sa.String(length=256), nullable=False),
    sa.Column('unique_id', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(length=64), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'activity_id'], ['activity.station_id', 'activity.id'], name=op.f('fk_activity_photo_station_id_activity_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_activity_photo'))
    )
    with op.batch_alter_table('activity_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_photo_station_id_activity_id'), ['station_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_photo_station_id_try_at'), ['station_id', 'try_at'], unique=False)

    op.create_table('api_key',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_api_key_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('station_id', 'key_hash', name=op.f('uq_api_key_station_id_key_hash'))
    )
    op.create_table('desk_link',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_desk_link_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_desk_link')),
    sa.UniqueConstraint('station_id', 'code_hash', name=op.f('uq_desk_link_station_id_code_hash'))
    )
    op.create_table('desk_session',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('network_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_desk_session_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_desk_session')),
    sa.UniqueConstraint('station_id', 'token_hash', name=op.f('uq_desk_session_station_id_token_hash'))
    )
    with op.batch_alter_table('desk_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desk_session_station_id_person_id'), ['station_id', 'person_id'], unique=False)

    op.create_table('attendance',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.BigInteger(), nullable=False),
    sa.Column('deputy_id', sa.BigInteger(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_coming', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('has_attended', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'activity_id'], ['activity.station_id', 'activity.id'], name=op.f('fk_attendance_station_id_activity_id')),
    sa.ForeignKeyConstraint(['station_id', 'deputy_id'], ['deputy.station_id', 'deputy.id'], name=op.f('fk_attendance_station_id_deputy_id')),
    sa.PrimaryKeyConstraint('station_id', 'activity_id', 'deputy_id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_station_id_deputy_id'), ['station_id', 'deputy_id'], unique=False)

    op.create_table('nominee',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'deputy_id'], ['deputy.station_id', 'deputy.id'], name=op.f('fk_nominee_station_id_deputy_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_nominee'))
    )
    with op.batch_alter_table('nominee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nominee_station_id_year'), ['station_id', 'year'], unique=False)

    op.create_table('case_reading',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('door', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_case_reading_station_id_case_id')),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_case_reading_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_case_reading'))
    )
    with op.batch_alter_table('case_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_reading_station_id_case_id'), ['station_id', 'case_id'], unique=False)

    op.create_table('case_search',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_case_search_station_id_case_id')),
    sa.PrimaryKeyConstraint('station_id', 'case_id', name=op.f('pk_case_search'))
    )
    op.create_table('ledger_line',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('village', sa.String(length=64), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_ledger_line_station_id_case_id')),
    sa.ForeignKeyConstraint(['station_id', 'ledger_id'], ['ledger.station_id', 'ledger.id'], name=op.f('fk_ledger_line_station_id_ledger_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_ledger_line')),
    sa.UniqueConstraint('station_id', 'ledger_id', 'case_id', name=op.f('uq_ledger_line_station_id_ledger_id_case_id'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exclusion', sa.String(length=32), nullable=True))

    with op.batch_alter_table('deputy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('term_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('term_until', sa.Date(), nullable=True))

    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.add_column(sa.Column('monthly_sent_for', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('search_cursor', sa.BigInteger(), server_default='0', nullable=False))


    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_failed', ['station_id', 'id'], unique=False, sqlite_where=sa.text("state IN ('parked', 'unreachable')"), postgresql_where=sa.text("state IN ('parked', 'unreachable')"))

    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in _SQLITE_SEARCH if is_sqlite else _POSTGRESQL_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for trigger in ('added', 'removed', 'changed'):
            op.execute(f'DROP TRIGGER case_search_{trigger}')
        op.execute('DROP TABLE case_search_index')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_failed')

    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.drop_column('search_cursor')
        batch_op.drop_column('monthly_sent_for')

    with op.batch_alter_table('deputy', schema=None) as batch_op:
        batch_op.drop_column('term_until')
        batch_op.drop_column('term_from')

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('exclusion')

    op.drop_table('ledger_line')
    op.drop_table('case_search')
    with op.batch_alter_table('case_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_reading_station_id_case_id'))

    op.drop_table('case_reading')
    with op.batch_alter_table('nominee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nominee_station_id_year'))

    op.drop_table('nominee')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_station_id_deputy_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('desk_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_desk_session_station_id_person_id'))

    op.drop_table('desk_session')
    op.drop_table('desk_link')
    op.drop_table('api_key')
    with op.batch_alter_table('activity_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_photo_station_id_try_at'))
        batch_op.drop_index(batch_op.f('ix_activity_photo_station_id_activity_id'))

    op.drop_table('activity_photo')
    op.drop_table('week_figures')
    op.drop_table('ledger')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_station_id_starts_at'))

    op.drop_table('activity')
