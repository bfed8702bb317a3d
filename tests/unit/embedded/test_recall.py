"""Answers that are kept until somebody commits: never older than the database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from omeropyr.errors import SessionEnded
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.recall import Recall
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleStore]:
    made = make_store(tmp_path / "store")
    yield made
    made.store.close()


def rename(sample: SampleStore, name: str) -> None:
    with sample.store.writing() as connection:
        connection.execute(text("UPDATE image SET name = :name"), {"name": name})


def test_a_question_is_asked_once_until_somebody_commits(sample: SampleStore) -> None:
    asked: list[int] = []
    recall = sample.store.recall
    for _ in range(3):
        recall.get("how", lambda: asked.append(1))
    assert len(asked) == 1
    rename(sample, "other")
    recall.get("how", lambda: asked.append(1))
    assert len(asked) == 2


def test_a_commit_of_another_process_counts(sample: SampleStore) -> None:
    asked: list[int] = []
    sample.store.recall.get("how", lambda: asked.append(1))
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"UPDATE image SET name='x'\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", program, str(sample.path / "omeropyr.db")], check=True)
    sample.store.recall.get("how", lambda: asked.append(1))
    assert len(asked) == 2


def test_what_changes_while_it_is_asked_is_asked_again(sample: SampleStore) -> None:
    recall = sample.store.recall
    assert recall.get("how", lambda: rename(sample, "new") or "old") == "old"
    assert recall.get("how", lambda: "new") == "new"


def test_errors_are_not_kept(sample: SampleStore) -> None:
    with pytest.raises(ZeroDivisionError):
        sample.store.recall.get("how", lambda: 1 // 0)
    assert sample.store.recall.get("how", lambda: 1) == 1


@pytest.mark.parametrize("file", [None, Path("nowhere") / "omeropyr.db"])
def test_what_cannot_be_watched_is_not_kept(file: Path | None) -> None:
    answers = iter(range(3))
    recall = Recall(file)
    assert [recall.get("how", lambda: next(answers)) for _ in range(3)] == [0, 1, 2]


def test_a_database_in_the_place_of_another_is_noticed(sample: SampleStore, tmp_path: Path) -> None:
    recall = sample.store.recall
    recall.get("how", lambda: "old")
    sample.store.engine.dispose()
    other = make_store(tmp_path / "other", images=False)
    other.store.close()
    os.replace(tmp_path / "other" / "omeropyr.db", sample.path / "omeropyr.db")
    assert recall.get("how", lambda: "new") == "new"


def test_a_session_that_is_ended_elsewhere_is_over_here(sample: SampleStore) -> None:
    here, elsewhere = EmbeddedGateway(sample.store), EmbeddedGateway(sample.store)
    key = here.login(sample.demo).key
    assert here.join(key).context.user.ome_name == "demo"
    elsewhere.join(key).end()
    with pytest.raises(SessionEnded):
        here.join(key)


def test_an_image_that_others_changed_is_not_shown_as_it_was(sample: SampleStore) -> None:
    gateway = EmbeddedGateway(sample.store)
    one, other = gateway.login(sample.demo), gateway.login(sample.demo)
    image = sample.image_ids[0]
    before = one.pixels.settings(image)
    other.pixels.save_settings(image, replace(before, z=1 - before.z))
    assert one.pixels.settings(image).z == 1 - before.z
    rename(sample, "renamed")
    assert one.images.get(image).name == "renamed"
    gateway.close()
