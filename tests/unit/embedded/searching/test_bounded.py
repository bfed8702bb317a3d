"""Searches that find very much look at the best only, and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.searching import finding, service
from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.testing.store import make_store


def test_names_come_first_and_counts_are_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = make_store(tmp_path / "store")
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    oldest, *newer = (ObjectRef(Kind.IMAGE, number) for number in (*sample.image_ids, *sample.well_image_ids))
    session.annotations.comment(newer, "spindle")
    session.edit.rename(oldest, "spindle one")
    monkeypatch.setattr(finding, "LIMIT", 2)
    monkeypatch.setattr(service, "LIMIT", 2)
    found = session.search.find("spindle owner:demo")
    assert found.hits[0].ref == oldest
    assert not found.complete
    session.edit.rename(newer[0], "spindle two")
    session.edit.rename(newer[1], "spindle three")
    found = session.search.find("spindle owner:me")
    assert [hit.ref for hit in found.hits] == [newer[1], newer[0], oldest], "a comment is no better than a name"
    assert (found.total, found.complete) == (3, False)
    assert session.search.find("spindle owner:nobody").total == 0
    assert session.search.suggest("sp") == ["spindle"]
    gateway.close()
    sample.store.close()
