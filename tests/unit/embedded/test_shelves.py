"""Shelves: whatever happens to the tables, listings, totals and places are those of a plain sort of everything."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from databases import EmptyStores
from sqlalchemy import Connection, delete, insert, select, text, update

from omeropyr.gateway.embedded.derived import rebuild
from omeropyr.gateway.embedded.levels import Asked, count_on_shelf, page_of
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import (
    ROOT_USER,
    AnnotationLinkRow,
    AnnotationRow,
    DatasetImageRow,
    DatasetRow,
    ExperimenterRow,
    GroupRow,
    ImageRow,
    MembershipRow,
    ProjectDatasetRow,
    ProjectRow,
    SearchDocumentRow,
    ShelfEntryRow,
    sort_key,
)
from omeropyr.gateway.embedded.shelves.blocks import BLOCK
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Kind, Page, PermissionLevel, Scope

SIZES = {f"size_{axis}": 1 for axis in "xyzct"}
OPEN, SHUT = 10, 11
"""A read-only group and a private one."""
ANN, BEN = 20, 21


@pytest.fixture
def store(empty_stores: EmptyStores, tmp_path: Path) -> Store:
    store = empty_stores.copy(tmp_path / "store")
    with store.writing() as connection:
        for group, level in ((OPEN, PermissionLevel.READ_ONLY), (SHUT, PermissionLevel.PRIVATE)):
            connection.execute(insert(GroupRow).values(id=group, name=f"g{group}", sort_name="g", level=level))
        for user in (ANN, BEN):
            person = {"ome_name": f"u{user}", "first_name": "U", "last_name": "V", "default_group_id": OPEN}
            connection.execute(insert(ExperimenterRow).values(id=user, **person))
            for group in (OPEN, SHUT):
                member = {"user_id": user, "group_id": group, "is_leader": False}
                connection.execute(insert(MembershipRow).values(member))
    return store


def named(name: str, owner: int, group: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "sort_name": sort_key(name), "owner_id": owner, "group_id": group, "description": "", **more}


def image_rows(count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Many names are equal: ids then decide."""
    return [
        named(f"Img {chance.randrange(count // 2)}", chance.choice((ANN, BEN)), chance.choice((OPEN, SHUT)), **SIZES)
        for _ in range(count)
    ]


def seen_images(connection: Connection, viewer: Viewer, scope: Scope) -> Sequence[int]:
    """The slow way."""
    found = connection.execute(select(ImageRow.id, ImageRow.sort_name, ImageRow.owner_id, ImageRow.group_id)).all()
    wanted = [
        row
        for row in found
        if (viewer.is_admin or row.group_id == OPEN or row.owner_id == viewer.user_id)
        and scope.group_id in (None, row.group_id)
        and scope.owner_id in (None, row.owner_id)
    ]
    return [row.id for row in sorted(wanted, key=lambda row: (row.sort_name, row.id))]


ROOT = Viewer(ROOT_USER, True)
VIEWERS = (Viewer(ANN, False), Viewer(BEN, False), ROOT)
SCOPES = (Scope(), Scope(group_id=OPEN), Scope(group_id=SHUT), Scope(owner_id=ANN), Scope(SHUT, BEN))


def test_pages_are_those_of_a_plain_sort(store: Store) -> None:
    """Over several blocks, one group or two, with equal names across the borders of pages and blocks."""
    chance, count = random.Random(1), 4 * BLOCK  # noqa: S311
    with store.writing() as connection:
        connection.execute(insert(ImageRow), image_rows(count, chance))
        ids = list(connection.scalars(select(ImageRow.id)))
        connection.execute(delete(ImageRow).where(ImageRow.id.in_(chance.sample(ids, count // 8))))
    with store.reading() as connection:
        for viewer in VIEWERS:
            for scope in SCOPES:
                expected = seen_images(connection, viewer, scope)
                asked = Asked(Kind.IMAGE, scope)
                assert count_on_shelf(connection, viewer, asked) == len(expected)
                for offset in (0, 1, BLOCK, len(expected) // 2, max(len(expected) - 7, 0), len(expected), count * 2):
                    page = page_of(connection, viewer, asked, Page(offset, 50))
                    assert [image.id for image in page.items] == expected[offset : offset + 50], (viewer, scope, offset)
                    assert page.total == len(expected)
        whole = page_of(connection, ROOT, Asked(Kind.IMAGE, Scope()), Page())
        assert [image.id for image in whole.items] == seen_images(connection, ROOT, Scope())


def pick(connection: Connection, chance: random.Random, table: Any) -> int | None:
    ids = list(connection.scalars(select(table.id)))
    return chance.choice(ids) if ids else None


def happen(connection: Connection, chance: random.Random) -> None:
    """Something or other."""
    owner, group = chance.choice((ANN, BEN)), chance.choice((OPEN, SHUT))
    who, act = {"owner_id": owner, "group_id": group}, chance.randrange(9)
    table, more = chance.choice(((ProjectRow, {}), (DatasetRow, {}), (ImageRow, SIZES)))
    thing = pick(connection, chance, table)
    if act <= 1 or thing is None:
        connection.execute(insert(table).values(named(chance.choice("aBcÄ") * 3, owner, group, **more)))
    elif act == 2:
        connection.execute(update(table).where(table.id == thing).values(name="x", sort_name=chance.choice("axz")))
    elif act == 3:
        connection.execute(update(table).where(table.id == thing).values(**who))
    elif act == 4:
        connection.execute(delete(table).where(table.id == thing))
    elif act == 5:
        tag = connection.execute(
            insert(AnnotationRow)
            .values(kind=chance.choice(("tag", "comment")), text="t", **who)
            .returning(AnnotationRow.id)
        ).scalar_one()
        column = f"{table.__tablename__}_id"
        for linker in {owner, ANN}:
            link = {"annotation_id": tag, column: thing, "owner_id": linker, "group_id": group}
            connection.execute(insert(AnnotationLinkRow).values(link))
    elif act == 6:
        gone = pick(connection, chance, chance.choice((AnnotationRow, AnnotationLinkRow)))
        connection.execute(delete(AnnotationLinkRow).where(AnnotationLinkRow.id == gone))
        connection.execute(delete(AnnotationRow).where(AnnotationRow.id == gone))
    else:
        move(connection, chance, who)


def move(connection: Connection, chance: random.Random, who: dict[str, int]) -> None:
    """Into a container, or out of one."""
    parent, child, link = chance.choice(
        ((ProjectRow, DatasetRow, ProjectDatasetRow), (DatasetRow, ImageRow, DatasetImageRow))
    )
    pair = {"parent_id": pick(connection, chance, parent), "child_id": pick(connection, chance, child)}
    if chance.random() < 0.3:
        connection.execute(delete(link).where(link.id == pick(connection, chance, link)))
    elif None not in pair.values():
        there = select(link.id).where(link.parent_id == pair["parent_id"], link.child_id == pair["child_id"])
        if connection.execute(there).first() is None:
            connection.execute(insert(link).values(**pair, **who))


COUNTED = text(
    "SELECT shelf, container_id, group_id, owner_id, count(*) FROM shelf_entry GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)
BLOCKS = text(
    "SELECT shelf, container_id, group_id, owner_id, sum(entries) FROM shelf_block"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


def documents(connection: Connection) -> dict[int, list[Any]]:
    """What is said about each object; several tags come in any order."""
    found = connection.execute(select(*SearchDocumentRow.__table__.columns)).all()
    return {row.id: [*row[:9], *(sorted(text.splitlines()) for text in row[9:])] for row in found}


@pytest.mark.parametrize("seed", range(6))
def test_triggers_leave_what_a_rebuild_makes(store: Store, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    with store.writing() as connection:
        for _ in range(120):
            happen(connection, chance)
        kept = set(connection.execute(select(*ShelfEntryRow.__table__.columns)).all())
        said = documents(connection)
        assert connection.execute(COUNTED).all() == connection.execute(BLOCKS).all()
        rebuild(connection)
        assert set(connection.execute(select(*ShelfEntryRow.__table__.columns)).all()) == kept
        assert documents(connection) == said
        assert len(kept) > 50
        assert len(said) > 5


MANY_AT_ONCE = text(
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 5000)"
    " INSERT INTO shelf_entry (shelf, container_id, group_id, owner_id, sort_name, object_id)"
    " SELECT 99, n % 2, 5, 6, 'n', n FROM counted"
)


def test_thousands_that_come_and_go_with_one_command(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(MANY_AT_ONCE)
        assert connection.execute(COUNTED).all() == connection.execute(BLOCKS).all()
        longest = connection.scalar(text("SELECT max(entries) FROM shelf_block WHERE shelf = 99"))
        assert 0 < longest <= BLOCK
        connection.execute(text("DELETE FROM shelf_entry WHERE shelf = 99 AND object_id % 3 > 0"))
        assert connection.execute(COUNTED).all() == connection.execute(BLOCKS).all()
        connection.execute(text("DELETE FROM shelf_entry WHERE shelf = 99"))
        assert connection.scalar(text("SELECT count(*) FROM shelf_block WHERE shelf = 99")) == 0
