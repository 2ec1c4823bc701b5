"""What all tables share: keys that begin with the station, names of constraints, enums stored by value."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def enum_column(kind: type[StrEnum]) -> sa.Enum:
    """A column for a closed list of words."""
    # Stored by value in a plain column: SQLModel does not validate, and native enums are hard to migrate.
    return sa.Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=32,
        validate_strings=True,
        create_constraint=False,
    )


def belongs(table: str, column: str) -> sa.ForeignKeyConstraint:
    """The foreign key from `column` to a row of the same station."""
    return sa.ForeignKeyConstraint(["station_id", column], [f"{table}.station_id", f"{table}.id"])


class Row(SQLModel):
    """What every row has: its station and its own identifier."""

    station_id: int = Field(primary_key=True)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=sa.BigInteger)
