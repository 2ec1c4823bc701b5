"""Run by Alembic: migrates over the connection that `storage.schema` hands in."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (fills the metadata)
from storage.schema import is_compared


def _plain_type(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy types into migrations, so that they do not depend on SQLModel's own."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum | sa.String):
        return f"sa.String(length={item.length})" if not isinstance(item, sa.Text) else "sa.Text()"
    if isinstance(item, sa.types.TypeDecorator) and isinstance(item.impl_instance, sa.DateTime | sa.String):
        return repr(item.impl_instance).replace("DateTime", "sa.DateTime").replace("String", "sa.String")
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=is_compared,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
