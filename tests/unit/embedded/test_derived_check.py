"""`omeropyr store check` tells when listings or the search are not what a rebuild would make of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import EmptyStores
from sqlalchemy import insert, text

from omeropyr.gateway.embedded import triggers
from omeropyr.gateway.embedded.derived import rebuild, wanted_triggers
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.schema import (
    ROOT_USER,
    USER_GROUP,
    AnnotationLinkRow,
    AnnotationRow,
    DatasetRow,
    OriginalFileRow,
    ProjectDatasetRow,
    ProjectRow,
    sort_key,
)
from omeropyr.gateway.embedded.shelves.blocks import BLOCK
from omeropyr.gateway.embedded.store import Store

WHO = {"owner_id": ROOT_USER, "group_id": USER_GROUP}
DATASETS = BLOCK + 10
"""More than one block."""


@pytest.fixture
def store(empty_stores: EmptyStores, tmp_path: Path) -> Store:
    store = empty_stores.copy(tmp_path / "store")
    names = [f"Dataset {number % 100}" for number in range(DATASETS)]
    with store.writing() as connection:
        triggers.remove(connection)
        connection.execute(insert(ProjectRow).values(id=1, name="Mitosis", sort_name="mitosis", **WHO))
        rows = [{"id": n, "name": name, "sort_name": sort_key(name), **WHO} for n, name in enumerate(names, 1)]
        connection.execute(insert(DatasetRow), rows)
        connection.execute(insert(ProjectDatasetRow).values(parent_id=1, child_id=3, **WHO))
        notes = [{"id": n, "kind": "tag", "text": tag, **WHO} for n, tag in enumerate(("good", "bad", "odd"), 1)]
        connection.execute(insert(AnnotationRow), notes)
        links = [{"annotation_id": n, "dataset_id": 4, "project_id": None, **WHO} for n in (1, 2, 3)]
        connection.execute(insert(AnnotationLinkRow), [*links, {**links[0], "dataset_id": None, "project_id": 1}])
        rebuild(connection)
    return store


DAMAGE = (
    "DELETE FROM shelf_entry WHERE object_id = 5",
    "INSERT INTO shelf_entry (shelf, container_id, group_id, owner_id, sort_name, object_id)"
    " VALUES (25, 1, 1, 0, 'nothing', 77)",
    "UPDATE shelf_entry SET sort_name = 'zzz' WHERE object_id = 3 AND shelf = 22",
    "UPDATE shelf_block SET entries = entries + 1 WHERE shelf = 1",
    "DELETE FROM shelf_block WHERE shelf = 32",
    "DELETE FROM search_document WHERE kind = 'dataset' AND object_id = 6",
    "UPDATE search_document SET tags = 'good' WHERE object_id = 4",
    "INSERT INTO search_document SELECT id + 8000000, kind, object_id + 1000000, owner_id, group_id, created_at,"
    " acquired_at, side, name, description, tags, comments, keyvalues, files, channels, room"
    " FROM search_document WHERE kind = 'project'",
    "UPDATE annotation SET text = 'new' WHERE id = 1",
)
"""Past the triggers. A tag in another order is no damage."""
TOLD = (
    "listing of datasets lacks 4 entries, and 0 are wrong",
    "listing of loose datasets lacks 4 entries, and 0 are wrong",
    "listing of datasets of project lacks 2 entries, and 2 are wrong",
    "listing of images of dataset lacks 0 entries, and 1 are wrong",
    "12 of 32 stretches of listings are counted wrongly, 7 entries are in none",
    "lacks 0 of 1 documents of project rows, 1 are out of date and 1 of nothing",
    f"lacks 1 of {DATASETS} documents of dataset rows, 1 are out of date and 0 of nothing",
    "index of the search lacks 1 documents",
)


def said(store: Store) -> str:
    return "\n".join(str(finding) for finding in check(store))


def mended(store: Store) -> str:
    """What is said after that has been done which the findings name."""
    with store.writing() as connection:
        rebuild(connection)
    return said(store)


def test_damage_is_told_with_what_to_do_and_mended_by_that(store: Store) -> None:
    assert said(store) == ""
    with store.writing() as connection:
        triggers.remove(connection)
        for statement in DAMAGE:
            connection.execute(text(statement))
        triggers.install(connection, wanted_triggers(connection.dialect.name))
    found = said(store).splitlines()
    assert [(line, told) for line, told in zip(found, TOLD, strict=True) if told not in line] == []
    assert all("omeropyr store reindex" in line for line in found)
    assert mended(store) == ""


INDEX_DAMAGE = {
    "sqlite": (
        ("INSERT INTO search_index (search_index) VALUES ('delete-all')", f"lacks {DATASETS + 1} documents"),
        (
            "INSERT INTO search_index (rowid, name, room) SELECT id, 'unheard of', 'all' FROM search_document"
            " WHERE kind = 'project'",
            "other words",
        ),
        ("DROP TABLE search_index", "is missing"),
    ),
    "postgresql": (
        ("DELETE FROM search_index", f"lacks {DATASETS + 1} documents"),
        ("UPDATE search_index SET words = 'unheard' WHERE id = 9", "other words for 1"),
        ("INSERT INTO search_index VALUES (8, 'unheard')", "has 1 that are gone"),
    ),
}


def test_a_damaged_index_of_words_is_told(store: Store, database: str) -> None:
    for statement, expected in INDEX_DAMAGE[database]:
        with store.writing() as connection:
            connection.execute(text(statement))
        assert expected in said(store)
        assert mended(store) == ""


def test_a_missing_trigger_is_told(store: Store, database: str) -> None:
    table = "" if database == "sqlite" else " ON dataset"
    with store.writing() as connection:
        connection.execute(text(f"DROP TRIGGER derived_shelf_dataset_new{table}"))
    assert "1 triggers of the database are missing: derived_shelf_dataset_new" in said(store)
    assert mended(store) == ""


def test_what_is_in_an_object_store_is_no_missing_file(store: Store) -> None:
    """`store check` does not go out to ask."""
    where = {"fileset_id": None, "position": 0, "name": "a.zarr", "client_path": "", "size": 1, "modified_ns": 0}
    with store.writing() as connection:
        connection.execute(insert(OriginalFileRow).values(path="https://host/images/a.zarr", **where, **WHO))
    assert said(store) == ""
