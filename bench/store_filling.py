"""Stores of any size, filled by the database itself: a million images in minutes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, text

from omeropyr.gateway.embedded import triggers
from omeropyr.gateway.embedded.derived import rebuild
from omeropyr.gateway.embedded.people.passwords import hash_password
from omeropyr.gateway.embedded.schema import USER_GROUP, ExperimenterRow, GroupRow, MembershipRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import PermissionLevel

LAB, PRIVATE, SHARED = 10, 11, 12
"""Groups: read-annotate with seven of ten images, private with two, read-only with one."""
LEADER, MEMBER, PEOPLE = 100, 101, 20
"""Ids of the people begin with the leader's; all are in all three groups and own as many images."""
PASSWORD = "bench"  # noqa: S105
FIELDS, WELLS = 4, 384
NOW = "'2026-01-01 00:00:00.000000'"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of everything, for a number of images."""

    images: int

    @property
    def large(self) -> int:
        """Images of dataset 1."""
        return min(100_000, self.images // 2)

    @property
    def plates(self) -> int:
        return max(1, self.images // 5 // (WELLS * FIELDS))

    @property
    def in_plates(self) -> int:
        return min(self.plates * WELLS * FIELDS, self.images // 5)

    @property
    def loose(self) -> int:
        return self.images // 10

    @property
    def datasets(self) -> int:
        return max(10, self.images // 200)

    @property
    def tags(self) -> int:
        return max(100, self.images // 100)


def fill(store: Store, images: int) -> Plan:
    """Everything in one transaction; the shelves and the index are made at the end, all at once."""
    plan = Plan(images)
    with store.writing() as connection:
        triggers.remove(connection)
        add_people(connection, store)
        add_numbers(connection, images)
        for statement in statements(plan):
            connection.execute(text(statement))
        connection.execute(text("DROP TABLE numbers"))
        rebuild(connection)
        if connection.dialect.name == "postgresql":
            for table in ("image", "dataset", "dataset_image", "annotation", "annotation_link", "experimenter_group"):
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 10000000)"))
    if not store.is_sqlite:  # a server does so by itself, sooner or later
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return plan


def add_people(connection: Connection, store: Store) -> None:
    levels = {LAB: PermissionLevel.READ_ANNOTATE, PRIVATE: PermissionLevel.PRIVATE, SHARED: PermissionLevel.READ_ONLY}
    for group, level in levels.items():
        connection.execute(insert(GroupRow).values(id=group, name=f"g{group}", sort_name=f"g{group}", level=level))
    secret = hash_password(PASSWORD, store.hash_cost)
    for number in range(LEADER, LEADER + PEOPLE):
        names = {"ome_name": f"user{number}", "first_name": "User", "last_name": str(number), "password_hash": secret}
        connection.execute(insert(ExperimenterRow).values(id=number, default_group_id=LAB, **names))
        for group in (*levels, USER_GROUP):
            leads = number == LEADER and group != USER_GROUP
            connection.execute(insert(MembershipRow).values(user_id=number, group_id=group, is_leader=leads))


def add_numbers(connection: Connection, count: int) -> None:
    connection.execute(text("CREATE TABLE numbers (i INTEGER PRIMARY KEY)"))
    counting = "WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :count)"
    connection.execute(text(f"INSERT INTO numbers {counting} SELECT i FROM counted"), {"count": count})  # noqa: S608


OWNER = f"{LEADER} + i % {PEOPLE}"
GROUP = f"CASE WHEN i % 10 < 7 THEN {LAB} WHEN i % 10 < 9 THEN {PRIVATE} ELSE {SHARED} END"
WELL = "substr('ABCDEFGHIJKLMNOP', (i / 96) % 16 + 1, 1) || substr(CAST(101 + (i / 4) % 24 AS TEXT), 2)"
NAME = f"'plate' || substr(CAST(10000 + i / 1536 AS TEXT), 2) || '_' || {WELL} || '_s' || (i % 4) || '_' || i || '.tif'"
SIZES = {f"size_{axis}": "1024" if axis in "xy" else "3" for axis in "xyzct"}
SAME_NAME = "'MMStack.ome.tif'"
"""Of every image in dataset 1: some microscopes know no other."""


def statements(plan: Plan) -> list[str]:
    """Containers go with their content: a dataset has the group of its images (every tenth number)."""
    return [
        *_containers(plan),
        _insert("image", _named(_image_name(plan), _image_name(plan)), SIZES),
        *_links(plan),
        *_plates(plan),
        *_annotations(plan),
    ]


def _image_name(plan: Plan) -> str:
    start = plan.in_plates + plan.loose
    return f"CASE WHEN i > {start} AND i <= {start + plan.large} THEN {SAME_NAME} ELSE {NAME} END"


def _insert(table: str, *columns: dict[str, str], where: str = "TRUE", own: bool = True) -> str:
    who = {"owner_id": OWNER, "group_id": GROUP, "created_at": NOW} if own else {}
    chosen = {**who, **{name: value for part in columns for name, value in part.items()}}
    values = ", ".join(chosen.values())
    return f"INSERT INTO {table} ({', '.join(chosen)}) SELECT {values} FROM numbers WHERE {where}"  # noqa: S608


def _named(name: str, sorting: str) -> dict[str, str]:
    return {"id": "i", "name": name, "sort_name": f"lower({sorting})", "description": "'made for the bench'"}


def _containers(plan: Plan) -> list[str]:
    return [
        _insert("project", _named("'Project ' || i", "'Project ' || i"), where=f"i <= {max(10, plan.datasets // 10)}"),
        _insert("dataset", _named("'Dataset ' || i", "'Dataset ' || i"), where=f"i <= {plan.datasets}"),
        _insert("screen", _named("'Screen ' || i", "'Screen ' || i"), where="i <= 10"),
    ]


def _links(plan: Plan) -> list[str]:
    """Every container and what is in it are of one group: their numbers end alike."""
    start = plan.in_plates + plan.loose
    dataset = f"(i / 10 % {plan.datasets // 10}) * 10 + i % 10"
    in_large = f"i > {start} AND i <= {start + plan.large}"
    return [
        _insert(
            "project_dataset",
            {"parent_id": "i / 10 % (SELECT count(*) / 10 FROM project) * 10 + i % 10"} | {"child_id": "i"},
            where=f"i <= {plan.datasets - 10} AND i % 10 > 0",
        ),
        _insert("dataset_image", {"parent_id": "1", "child_id": "i", "group_id": str(LAB)}, where=in_large),
        f"UPDATE image SET group_id = {LAB} WHERE id > {start} AND id <= {start + plan.large}",  # noqa: S608
        _insert(
            "dataset_image",
            {"parent_id": dataset, "child_id": "i"},
            where=f"i > {start + plan.large} AND {dataset} > 1",
        ),
    ]


def _plates(plan: Plan) -> list[str]:
    """Plates are the lab's, and one user's, with their images."""
    who = {"owner_id": str(LEADER), "group_id": str(LAB)}
    plate = f"(i - 1) / {WELLS * FIELDS} + 1"
    here = f"i <= {plan.in_plates}"
    named = _named("'Plate ' || i", "'Plate ' || i")
    return [
        _insert("plate", named, {"rows": "16", "columns": "24"}, who, where=f"i <= {plan.plates}"),
        _insert("screen_plate", {"parent_id": "1", "child_id": "i"}, who, where=f"i <= {plan.plates}"),
        _insert("plate_acquisition", named, {"plate_id": "i"}, who, where=f"i <= {plan.plates}"),
        _insert(
            "well",
            {"id": "i", "plate_id": f"(i - 1) / {WELLS} + 1", "row": f"(i - 1) % {WELLS} / 24"}
            | {'"column"': "(i - 1) % 24"},
            who,
            where=f"i <= {-(-plan.in_plates // FIELDS)}",
        ),
        f"UPDATE image SET group_id = {LAB}, owner_id = {LEADER} WHERE id <= {plan.in_plates}",  # noqa: S608
        _insert(
            "well_sample",
            {"well_id": f"(i - 1) / {FIELDS} + 1", "image_id": "i", "field": f"(i - 1) % {FIELDS}"}
            | {"acquisition_id": plate},
            who,
            where=here,
        ),
    ]


def _annotations(plan: Plan) -> list[str]:
    """Tag 1 is on every tenth image; every image has another one, every tenth a comment and key-values."""
    lab = {"group_id": str(LAB)}
    text_of = {"text": "'tag number ' || i", "kind": "'tag'", "id": "i", "description": "''"}
    comment = {"text": "'comment on nucleus ' || i", "kind": "'comment'", "id": "i + 2000000", "description": "''"}
    pairs = {"text": "''", "kind": "'map'", "id": "i + 4000000", "description": "''"}
    key_value = {
        "annotation_id": "i + 4000000",
        "position": "0",
        '"key"': "'cell line'",
        "value": "'HeLa ' || (i % 100)",
    }
    key_value |= {"sort_key": "'cell line'", "sort_value": "'hela ' || (i % 100)"}
    tag = f"2 + i % {plan.tags - 2}"
    return [
        _insert("annotation", text_of, lab, where=f"i <= {plan.tags}"),
        _insert("annotation", comment, where="i % 10 = 1"),
        _insert("annotation", pairs, where="i % 10 = 1"),
        _insert("key_value", key_value, where="i % 10 = 1", own=False),
        _insert("annotation_link", {"annotation_id": "1", "image_id": "i"}, where="i % 10 = 1"),
        _insert("annotation_link", {"annotation_id": tag, "image_id": "i"}, where="i % 10 < 7"),
        _insert("annotation_link", {"annotation_id": "i + 2000000", "image_id": "i"}, where="i % 10 = 1"),
        _insert("annotation_link", {"annotation_id": "i + 4000000", "image_id": "i"}, where="i % 10 = 1"),
    ]
