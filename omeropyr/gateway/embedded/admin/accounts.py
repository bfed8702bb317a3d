"""Reading accounts: people with their memberships, one statement for each page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, false, func, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.people.persons import is_member, person_columns
from omeropyr.gateway.embedded.query import among, check_page
from omeropyr.gateway.embedded.schema import (
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
    PhotoRow,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Account, Group, Kind, Listing, Membership, Page, PermissionLevel, Privilege

Where = Sequence[ColumnElement[bool]]


def all_accounts(
    connection: Connection, text: str, is_active: bool | None, is_admin: bool | None, page: Page
) -> Listing[Account]:
    check_page(page)
    where = [*_containing(text), *_in_group(USER_GROUP, is_active), *_in_group(SYSTEM_GROUP, is_admin)]
    found = connection.execute(_statement(where, page)).all()
    if found:
        return Listing(_folded(found), found[0].total)
    return Listing([], connection.execute(select(func.count()).select_from(ExperimenterRow).where(*where)).scalar_one())


def one_account(connection: Connection, user_id: int) -> Account:
    """Raises NotFound."""
    found = connection.execute(_statement([among(ExperimenterRow.id, [user_id])], Page())).all()
    if not found:
        raise NotFound(Kind.EXPERIMENTER, user_id)
    return _folded(found)[0]


def words_in(column: Any, text: str) -> Where:
    """Every word of `text` is in `column`, which holds casefolded text. Words that cannot be stored are nowhere."""
    words = text.casefold().split()
    if not all(word.isprintable() for word in words):
        return [false()]
    return [column.contains(word, autoescape=True) for word in words]


def _containing(text: str) -> Where:
    return words_in(ExperimenterRow.entry, text)


def _in_group(group_id: int, wanted: bool | None) -> Where:
    if wanted is None:
        return []
    member = is_member(ExperimenterRow.id, group_id)
    return [member if wanted else ~member]


def _statement(where: Where, page: Page) -> AnySelect:
    """A row for each membership of the people of the page; the page is cut first."""
    person = ExperimenterRow
    cut = select(person.id, func.count().over().label("total")).where(*where).order_by(person.entry, person.id)
    cut_page = cut.offset(page.offset or None).limit(page.limit).subquery("page")
    has_photo = exists().where(PhotoRow.user_id == person.id).correlate(person).label("has_photo")
    facts = (person.privileges, person.ldap_dn, person.last_login_at, person.default_group_id, has_photo)
    groups = (GroupRow.id, GroupRow.name, GroupRow.level, GroupRow.description, MembershipRow.is_leader)
    return (
        select(cut_page.c.total, *person_columns(person, "by_"), *facts, *groups)
        .select_from(cut_page)
        .join(person, person.id == cut_page.c.id)
        .join(MembershipRow, MembershipRow.user_id == person.id, isouter=True)
        .join(GroupRow, GroupRow.id == MembershipRow.group_id, isouter=True)
        .order_by(person.entry, person.id, GroupRow.sort_name, GroupRow.id)
    )


def _folded(found: Sequence[AnyRow]) -> list[Account]:
    return [_account(list(mine)) for _, mine in groupby(found, key=lambda row: row.by_id)]


def _account(mine: Sequence[AnyRow]) -> Account:
    """From the rows of one person. The group of all users is not among the memberships: it is `is_active`."""
    first = mine[0]
    person = rows.experimenter(first, "by_")
    return Account(
        person=person,
        is_active=any(row.id == USER_GROUP for row in mine),
        memberships=tuple(_membership(row) for row in mine if row.id not in (None, USER_GROUP)),
        default_group_id=first.default_group_id,
        privileges=frozenset(Privilege(name) for name in first.privileges) if person.is_admin else frozenset(),
        ldap_dn=first.ldap_dn,
        has_photo=first.has_photo,
        last_login_at=first.last_login_at,
    )


def _membership(row: AnyRow) -> Membership:
    return Membership(
        group=Group(row.id, row.name, PermissionLevel(row.level), row.description), is_leader=row.is_leader
    )
