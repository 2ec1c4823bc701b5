"""what is of one person, and of one case"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None
# Three more indexes, of which the programs before know nothing.
compatible_from = '0005'


def upgrade() -> None:
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index('ix_attachment_station_id_owner_id', ['station_id', 'owner_id'], unique=False)

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_station_id_case_id', ['station_id', 'case_id'], unique=False)

    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.create_index('ix_outgoing_frozen', ['station_id', 'case_id'], unique=False, postgresql_where=sa.text('sealed IS NOT NULL'), sqlite_where=sa.text('sealed IS NOT NULL'))


def downgrade() -> None:
    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.drop_index('ix_outgoing_frozen', postgresql_where=sa.text('sealed IS NOT NULL'), sqlite_where=sa.text('sealed IS NOT NULL'))

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_station_id_case_id')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_station_id_owner_id')

