"""What an act did to the rows of a store, held against the table of rights. Knows nothing of how acts are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from permitted import Standing
from sqlalchemy import Table, select

from omeropyr.gateway.embedded.schema import Base, TrashRow
from omeropyr.gateway.embedded.store import Store

Key = tuple[str, tuple[Any, ...]]
Row = Mapping[str, Any]
Snapshot = dict[Key, Row]

PEOPLE = ("experimenter", "experimenter_group")
BOOKKEEPING = ("change", "event", "job", "trash", "import_record", "shelf", "search")
"""How the names of tables begin that hold no data of people's own."""
LINKS = ("project_dataset", "dataset_image", "screen_plate", "tagset_tag")
NEEDED = {**dict.fromkeys(LINKS, "l"), "annotation_link": "a", "roi": "a", "rendering_def": "a", "annotation": "s"}
"""What a new row needs on the things of others that it refers to; everything else counts as editing them."""
UNIMPORTANT = frozenset(("updated_at", "version"))


def data_tables() -> list[Table]:
    """Tables with an owner, and tables whose rows are parts of such."""
    found: list[Table] = []
    for table in Base.metadata.sorted_tables:
        if not table.name.startswith(BOOKKEEPING) and ("owner_id" in table.c or any(_references(table, found))):
            found.append(table)
    return found


def _references(table: Table, among: list[Table]) -> Iterator[tuple[str, Table]]:
    """(column, table it refers to), tables that refer to others before these."""
    order = [other.name for other in reversed(among)]
    found = [(key.parent.name, key.column.table) for key in table.foreign_keys if key.column.table in among]
    for column, other in sorted(found, key=lambda one: (order.index(one[1].name), one[0])):
        if other.name not in PEOPLE:
            yield column, other


TABLES = {table.name: table for table in data_tables()}


def take_snapshot(store: Store) -> Snapshot:
    with store.reading() as connection:
        return {
            (table.name, tuple(row._mapping[column.name] for column in table.primary_key)): dict(row._mapping)
            for table in TABLES.values()
            for row in connection.execute(select(*table.c))
        }


def referred(snapshot: Snapshot, key: Key) -> list[Key]:
    """Rows that this row refers to; first what it is a part of, e.g. the region of a shape before its image."""
    table, row = TABLES[key[0]], snapshot[key]
    named = ((other.name, (row[column],)) for column, other in _references(table, list(TABLES.values())))
    return [one for one in named if one in snapshot]


def home_of(snapshot: Snapshot, key: Key) -> tuple[int, int]:
    """(owner, group); of a part that of what it is part of."""
    row = snapshot[key]
    if "owner_id" in row:
        return row["owner_id"], row["group_id"]
    return home_of(snapshot, referred(snapshot, key)[0])


@dataclass(frozen=True)
class Judge:
    """What `actor` did between two snapshots; `standings` by group, `gone` is what was once there."""

    actor: int
    standings: Mapping[int, Standing]
    before: Snapshot
    after: Snapshot
    gone: Snapshot = field(default_factory=dict)

    def offences(self) -> Iterator[str]:
        """What was done and is forbidden, in words."""
        for key in self.before.keys() - self.after.keys():
            yield from self._deleted(key)
        for key in self.after.keys() - self.before.keys():
            yield from self._inserted(key)
        for key in self.before.keys() & self.after.keys():
            if self.before[key] != self.after[key]:
                yield from self._changed(key)

    def _letters(self, owner: int, group: int) -> set[str]:
        return self.standings[group].letters(own=owner == self.actor)

    def _need(self, letter: str, key: Key, deed: str, snapshot: Snapshot | None = None) -> Iterator[str]:
        owner, group = home_of(self.before if snapshot is None else snapshot, key)
        if letter not in self._letters(owner, group):
            yield f"{deed} {key} of {owner} in {group} without {letter}"

    def _deleted(self, key: Key) -> Iterator[str]:
        """What hangs on something goes with it; a link may be cut by who may delete it or may link both of its ends."""
        ends = referred(self.before, key)
        if any(end not in self.after for end in ends):
            return
        if "owner_id" not in self.before[key]:
            yield from self._need("e", ends[0], "changed parts of")
            return
        if key[0] in LINKS and all("l" in self._letters(*home_of(self.before, end)) for end in ends):
            return
        if key[0] in (*LINKS, "annotation_link") and any(self._went(end) for end in ends):
            return
        yield from self._need("d", key, "deleted")

    def _went(self, key: Key) -> bool:
        return self.before[key].get("group_id") != self.after[key].get("group_id")

    def _returned(self, key: Key) -> Iterator[str]:
        """From the trash: as it was, and to who might delete it."""
        old, new = self.gone[key], self.after[key]
        if any(old[name] != new[name] for name in old if name not in UNIMPORTANT):
            yield f"{key} came back as something else"
        yield from Judge(self.actor, self.standings, self.after, self.before)._deleted(key)

    def _inserted(self, key: Key) -> Iterator[str]:
        if key in self.gone:
            yield from self._returned(key)
            return
        owner, group = home_of(self.after, key)
        ends = referred(self.after, key)
        if "owner_id" not in self.after[key]:
            if ends[0] in self.before:
                yield from self._need("e", ends[0], "made parts of", self.after)
            return
        if key[0] in LINKS and any(self._moved_now(end, owner) for end in ends):
            yield from self._put_where_it_moved(key, ends)
            return
        if owner != self.actor:
            yield f"made {key} in the name of {owner}"
        if not self._may_add(group):
            yield f"made {key} in group {group}"
        for end in ends:
            yield from self._tied(key, end, group)

    def _moved_now(self, key: Key, owner: int) -> bool:
        return key in self.before and self._went(key) and home_of(self.after, key)[0] == owner

    def _put_where_it_moved(self, key: Key, ends: list[Key]) -> Iterator[str]:
        """What is moved into a container is in it by a link of its owner, whoever moved it."""
        for end in ends:
            if not self._went(end):
                yield from self._need("l", end, f"made {key} on", self.after)

    def _may_add(self, group: int) -> bool:
        """In their groups, as an administrator who may write, and beside what they see and own there already."""
        standing = self.standings[group]
        there = any(home_of(self.before, key) == (self.actor, group) for key in self.before)
        return standing.may_create or (there and "s" in standing.letters(own=True))

    def _tied(self, key: Key, end: Key, group: int) -> Iterator[str]:
        """A new row that refers to another one."""
        owner, others_group = home_of(self.after, end)
        if group != others_group:
            yield f"{key} ties groups {group} and {others_group}"
        if owner != self.actor:
            yield from self._need(NEEDED.get(key[0], "e"), end, f"made {key} on", self.after)

    def _changed(self, key: Key) -> Iterator[str]:
        old, new = self.before[key], self.after[key]
        columns = {name for name in old if old[name] != new[name]} - UNIMPORTANT
        if "owner_id" in columns:
            yield from self._need("g", key, "gave away")
        if "group_id" in columns and not (key[0] in (*LINKS, "annotation_link") and self._moved_along(key)):
            yield from self._need("m", key, "moved")
        if columns - {"owner_id", "group_id"}:
            yield from self._need("e", key, f"changed {sorted(columns)} of")

    def _moved_along(self, key: Key) -> bool:
        return all(self._went(end) for end in referred(self.before, key))

    def mixed(self) -> Iterator[str]:
        """Links between data of different groups: there are none, whatever anybody did."""
        for key in self.after:
            for end in referred(self.after, key):
                if home_of(self.after, key)[1] != home_of(self.after, end)[1]:
                    yield f"{key} and {end} are in different groups"


def take_trash(store: Store) -> Mapping[int, Row]:
    with store.reading() as connection:
        rows = connection.execute(select(TrashRow.id, TrashRow.owner_id, TrashRow.owners)).all()
    return {row.id: dict(row._mapping) for row in rows}


def trash_offences(
    actor: int, standings: Mapping[int, Standing], before: Mapping[int, Row], after: Mapping[int, Row]
) -> Iterator[str]:
    """Others' trash is restored or emptied only by administrators who may delete such data."""
    for trash_id in before.keys() - after.keys():
        if before[trash_id]["owner_id"] == actor:
            continue
        for owner, group in before[trash_id]["owners"]:
            standing = standings[group]
            if standing.privileges is None or "d" not in standing.letters(own=owner == actor):
                yield f"took trash {trash_id} with data of {owner} in {group}"
