"""A program of a later version, as far as the schema goes: this one's migrations and one more."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import schema

REVISION = "9999"
_MIGRATION = '''"""something that a later version wants"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
compatible_from = "{compatible_from}"


def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("colour", sa.String(length=16), nullable=False, server_default="blue"))


def downgrade():
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("colour")
    op.drop_table("later")
'''


@contextmanager
def newer_program(folder: Path, *, compatible_from: str | None = None) -> Iterator[None]:
    """While the block runs, the program has one migration more; it serves older programs from which on?"""
    before = schema.revisions()[0]
    migrations = folder / "newer-program"
    shutil.copytree(schema._MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    written = _MIGRATION.format(revision=REVISION, before=before, compatible_from=compatible_from or before)
    (migrations / "versions" / f"r{REVISION}_later.py").write_text(written, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "_MIGRATIONS", migrations)
        # What it has more is known to its tables, of which there are none here.
        patch.setattr(schema, "_differences", lambda _connection: [])
        yield
    shutil.rmtree(migrations)
