"""what is over, by number"""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None
# One more index, of which the program before knows nothing.
compatible_from = '0005'


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cases_station_id_state_number'), ['station_id', 'state', 'number'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cases_station_id_state_number'))
