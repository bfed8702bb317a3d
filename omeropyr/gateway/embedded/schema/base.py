"""What all tables share: the registry, moments in UTC, and the columns of owned and named things."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Double, ForeignKey, Identity, Index, MetaData, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAME_LENGTH = 255

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC, also on databases that forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return _in_utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return _in_utc(value)


def _in_utc(value: datetime | None) -> datetime | None:
    """A moment without zone is taken for UTC."""
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


def by_letters() -> Any:
    """Text in the order of its code points on every database, whatever language the server speaks."""
    return String(NAME_LENGTH).with_variant(String(NAME_LENGTH, collation="C"), "postgresql")


def sort_key(name: str) -> str:
    """What names are ordered by: the same on every database and in every script."""
    return name.casefold()[:NAME_LENGTH]


def _sort_key_of_name(context: DefaultExecutionContext) -> str:
    parameters: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return sort_key(parameters["name"])


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {float: Double()}


class Numbered:
    """Ids per table; an id is never given out twice, because caches and addresses outlive rows."""

    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - declared so by SQLAlchemy

    id: Mapped[int] = mapped_column(Identity(start=1), primary_key=True)


class Owned(Numbered):
    """A thing somebody made in a group. Whatever is owned is also protected: see `rights`."""

    owner_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("experimenter_group.id"))

    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Named(Owned):
    """A thing of the tree. The index serves listings of a group in the order of names."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        return (Index(None, "group_id", "sort_name", "id"), {"sqlite_autoincrement": True})

    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sort_name: Mapped[str] = mapped_column(by_letters(), default=_sort_key_of_name)
    description: Mapped[str] = mapped_column(Text, default="")
