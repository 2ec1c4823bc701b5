"""What all tables share: keys that begin with the station, names of constraints, enums stored by value."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_attribute
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


@cache
def _defaults_of(kind: type[SQLModel]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What a row has where nothing is given: values, and what makes one for each row."""
    values, makers = {}, {}
    for name, field in kind.model_fields.items():
        if field.default_factory is not None:
            makers[name] = cast(Callable[[], Any], field.default_factory)
        elif not field.is_required():
            values[name] = field.default
    return values, makers


class Table(SQLModel):
    """A row of any table, made and changed by SQLAlchemy alone.

    SQLModel lets Pydantic have its part in both, which checks nothing in a table and takes most of the time.
    """

    def __init__(self, **given: Any) -> None:
        values, makers = _defaults_of(type(self))
        made = {name: make() for name, make in makers.items() if name not in given}
        for name, value in (values | made | given).items():
            set_attribute(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_sa_instance_state":
            self.__dict__[name] = value
        else:
            set_attribute(self, name, value)


class Row(Table):
    """What every row has: its station and its own identifier."""

    station_id: int = Field(primary_key=True)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=sa.BigInteger)
