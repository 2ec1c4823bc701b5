"""casework and leases by holder"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agreed_keyword',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('weight', sa.Float(), nullable=False),
    sa.Column('agreed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'agreed_by_id'], ['person.station_id', 'person.id'], name=op.f('fk_agreed_keyword_station_id_agreed_by_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_agreed_keyword')),
    sa.UniqueConstraint('station_id', 'text', 'category', name=op.f('uq_agreed_keyword_station_id_text_category'))
    )
    op.create_table('reply_template',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'owner_id'], ['person.station_id', 'person.id'], name=op.f('fk_reply_template_station_id_owner_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_reply_template'))
    )
    with op.batch_alter_table('reply_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_template_station_id_owner_id'), ['station_id', 'owner_id'], unique=False)

    op.create_table('contact_day',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('deputy_id', sa.BigInteger(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room', sa.String(length=64), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'deputy_id'], ['deputy.station_id', 'deputy.id'], name=op.f('fk_contact_day_station_id_deputy_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_contact_day'))
    )
    with op.batch_alter_table('contact_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_day_station_id_starts_at'), ['station_id', 'starts_at'], unique=False)

    op.create_table('suggestion',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=64), nullable=False),
    sa.Column('is_complex', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('is_satisfied', sa.Boolean(), nullable=True),
    sa.Column('rehandled_times', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'deputy_id'], ['deputy.station_id', 'deputy.id'], name=op.f('fk_suggestion_station_id_deputy_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('station_id', 'number', name=op.f('uq_suggestion_station_id_number'))
    )
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestion_station_id_deputy_id_state'), ['station_id', 'deputy_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_station_id_state_due_at'), ['station_id', 'state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_station_id_remind_at'), ['station_id', 'remind_at'], unique=False)

    op.create_table('booking',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('contact_day_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('shows_name', sa.Boolean(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_booking_station_id_case_id')),
    sa.ForeignKeyConstraint(['station_id', 'contact_day_id'], ['contact_day.station_id', 'contact_day.id'], name=op.f('fk_booking_station_id_contact_day_id')),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_booking_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_booking'))
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booking_station_id_contact_day_id'), ['station_id', 'contact_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_booking_station_id_person_id'), ['station_id', 'person_id'], unique=False)

    op.create_table('suggestion_case',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('suggestion_id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_suggestion_case_station_id_case_id')),
    sa.ForeignKeyConstraint(['station_id', 'suggestion_id'], ['suggestion.station_id', 'suggestion.id'], name=op.f('fk_suggestion_case_station_id_suggestion_id')),
    sa.PrimaryKeyConstraint('station_id', 'suggestion_id', 'case_id', name=op.f('pk_suggestion_case'))
    )
    with op.batch_alter_table('suggestion_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestion_case_station_id_case_id'), ['station_id', 'case_id'], unique=False)

    op.create_table('suggestion_event',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('suggestion_id', sa.BigInteger(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('actor_role', sa.String(length=32), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=True),
    sa.Column('to_state', sa.String(length=32), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('chained', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['station_id', 'suggestion_id'], ['suggestion.station_id', 'suggestion.id'], name=op.f('fk_suggestion_event_station_id_suggestion_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_suggestion_event')),
    sa.UniqueConstraint('station_id', 'suggestion_id', 'sequence', name=op.f('uq_suggestion_event_station_id_suggestion_id_sequence'))
    )
    op.create_table('supervision',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('note_entry_id', sa.BigInteger(), nullable=False),
    sa.Column('answer_entry_id', sa.BigInteger(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_supervision_station_id_case_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_supervision'))
    )
    with op.batch_alter_table('supervision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervision_station_id_case_id'), ['station_id', 'case_id'], unique=False)

    op.create_table('support',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'case_id'], ['cases.station_id', 'cases.id'], name=op.f('fk_support_station_id_case_id')),
    sa.ForeignKeyConstraint(['station_id', 'person_id'], ['person.station_id', 'person.id'], name=op.f('fk_support_station_id_person_id')),
    sa.PrimaryKeyConstraint('station_id', 'case_id', 'person_id', name=op.f('pk_support'))
    )
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_support_station_id_person_id'), ['station_id', 'person_id'], unique=False)

    op.create_table('lexicon_proposal',
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('mended', sa.Integer(), nullable=False),
    sa.Column('broken', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id', 'decided_by_id'], ['person.station_id', 'person.id'], name=op.f('fk_lexicon_proposal_station_id_decided_by_id')),
    sa.PrimaryKeyConstraint('station_id', 'id', name=op.f('pk_lexicon_proposal'))
    )
    with op.batch_alter_table('lexicon_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lexicon_proposal_station_id_state'), ['station_id', 'state'], unique=False)

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_unnamed', sa.Boolean(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('shares_phone', sa.Boolean(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('master_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('chased_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_different', sa.Boolean(), nullable=False, server_default='0'))
        batch_op.create_index(batch_op.f('ix_cases_station_id_master_id'), ['station_id', 'master_id'], unique=False)
        batch_op.create_index('ix_cases_corrected', ['station_id', 'submitted_at'], unique=False, postgresql_where=sa.text('has_chosen_category'), sqlite_where=sa.text('has_chosen_category = 1'))
        batch_op.create_index('ix_cases_open_nearby', ['station_id', 'constituency_id', 'submitted_at'], unique=False, postgresql_where=sa.text('closed_at IS NULL'), sqlite_where=sa.text('closed_at IS NULL'))

    with op.batch_alter_table('deputy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('substitute_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('caller_id', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leased_by', sa.String(length=64), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_caller', sa.Boolean(), nullable=False, server_default='0'))

    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone_hash', sa.String(length=64), nullable=True))
        batch_op.create_index('ix_identity_phone_hash', ['station_id', 'phone_hash'], unique=True)

    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('clock_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('answer_entry_id', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reviewed_corrections', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('lexicon_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('next_suggestion', sa.Integer(), nullable=False, server_default='1'))



def downgrade() -> None:
    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.drop_column('next_suggestion')
        batch_op.drop_column('lexicon_version')
        batch_op.drop_column('reviewed_corrections')

    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_column('answer_entry_id')
        batch_op.drop_column('clock_id')
        batch_op.drop_column('contact')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('is_caller')
        batch_op.drop_column('erased_at')

    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_index('ix_identity_phone_hash')
        batch_op.drop_column('phone_hash')

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_column('leased_by')

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_column('caller_id')

    with op.batch_alter_table('deputy', schema=None) as batch_op:
        batch_op.drop_column('handed_over_at')
        batch_op.drop_column('substitute_id')

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_corrected', postgresql_where=sa.text('has_chosen_category'), sqlite_where=sa.text('has_chosen_category = 1'))
        batch_op.drop_index('ix_cases_open_nearby', postgresql_where=sa.text('closed_at IS NULL'), sqlite_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_cases_station_id_master_id'))
        batch_op.drop_column('is_different')
        batch_op.drop_column('chased_at')
        batch_op.drop_column('master_id')
        batch_op.drop_column('shares_phone')
        batch_op.drop_column('is_unnamed')

    with op.batch_alter_table('lexicon_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lexicon_proposal_station_id_state'))

    op.drop_table('lexicon_proposal')
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_support_station_id_person_id'))

    op.drop_table('support')
    with op.batch_alter_table('supervision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supervision_station_id_case_id'))

    op.drop_table('supervision')
    op.drop_table('suggestion_event')
    with op.batch_alter_table('suggestion_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestion_case_station_id_case_id'))

    op.drop_table('suggestion_case')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_booking_station_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_booking_station_id_contact_day_id'))

    op.drop_table('booking')
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestion_station_id_remind_at'))
        batch_op.drop_index(batch_op.f('ix_suggestion_station_id_state_due_at'))
        batch_op.drop_index(batch_op.f('ix_suggestion_station_id_deputy_id_state'))

    op.drop_table('suggestion')
    with op.batch_alter_table('contact_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_day_station_id_starts_at'))

    op.drop_table('contact_day')
    with op.batch_alter_table('reply_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reply_template_station_id_owner_id'))

    op.drop_table('reply_template')
    op.drop_table('agreed_keyword')
