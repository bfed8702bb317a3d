"""Uploads: offsets, pieces, refusals, whose they are, and the import of a whole drop."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import shutil
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
import tifffile

from omeropyr.gateway.model import Kind
from omeropyr.plugins.webclient.uploads import appending
from omeropyr.plugins.webclient.uploads.drops import DAY, Drop
from omeropyr.testing.app import Site
from omeropyr.testing.lab import Lab, make_lab

DROP = "0123456789abcdef"
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = "application/offset+octet-stream"


@pytest.fixture(scope="module")
def whole_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with make_lab(tmp_path_factory.mktemp("uploads")) as lab:
        yield lab


@pytest.fixture
def lab(whole_lab: Lab) -> Lab:
    """Nobody has uploaded anything."""
    for drop in Path(whole_lab.session.importing.upload_folder()).iterdir():
        shutil.rmtree(drop)
    return whole_lab


def metadata(path: str, drop: str = DROP) -> str:
    pairs = {"relativePath": path, "drop": drop}
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())


def create(site: Site, path: str, length: int, *, status: int = 201, drop: str = DROP, body: bytes = b"") -> Any:
    headers = {**TUS, **site.csrf(), "Upload-Length": str(length), "Upload-Metadata": metadata(path, drop)}
    if body:
        headers["Content-Type"] = CHUNK
    headers["Accept"] = "application/json"
    return site.post("/webclient/uploads/", body, headers=headers, status=status)


def patch(site: Site, url: str, offset: int, body: bytes, *, status: int = 204, checksum: str = "") -> Any:
    sent = {**TUS, **site.csrf(), "Upload-Offset": str(offset), "Content-Type": CHUNK, "Accept": "application/json"}
    if checksum:
        sent["Upload-Checksum"] = checksum
    return site.request(url, method="PATCH", body=body, headers=sent, status=status)


def offset_of(site: Site, url: str) -> int:
    return int(site.head(url, headers=TUS).headers["Upload-Offset"])


def send(site: Site, path: str, content: bytes) -> str:
    url: str = create(site, path, len(content)).headers["Location"]
    if content:
        patch(site, url, 0, content)
    return url


def begin_import(site: Site, drop: str = DROP, status: int = 200, **fields: str) -> Any:
    headers = {**site.csrf(), "Accept": "application/json"}
    return site.post(f"/webclient/uploads/{drop}/import/", fields, headers=headers, status=status).json


def tiff(value: int = 0) -> bytes:
    target = io.BytesIO()
    tifffile.imwrite(target, np.full((24, 32), value, dtype=np.uint8))
    return target.getvalue()


def test_pieces_and_a_lost_answer(lab: Lab) -> None:
    url = create(lab.demo, "a/cells.tif", 10).headers["Location"]
    assert patch(lab.demo, url, 0, b"01234").headers["Upload-Offset"] == "5"
    assert offset_of(lab.demo, url) == 5
    assert "5 bytes" in patch(lab.demo, url, 0, b"01234", status=409).json["message"]
    assert patch(lab.demo, url, 5, b"56789").headers["Upload-Offset"] == "10"
    head = lab.demo.head(url, headers=TUS)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("10", "10")
    assert head.headers["Cache-Control"] == "no-store"
    (found,) = Path(lab.session.importing.upload_folder()).glob("*/Uploaded */a/cells.tif")
    assert found.read_bytes() == b"0123456789"
    assert patch(lab.demo, url, 10, b"").headers["Upload-Offset"] == "10"


def test_more_bytes_than_were_told_are_refused(lab: Lab) -> None:
    url = create(lab.demo, "cells.tif", 3).headers["Location"]
    patch(lab.demo, url, 0, b"0123", status=409)
    assert offset_of(lab.demo, url) == 0


def test_checksums(lab: Lab) -> None:
    url = create(lab.demo, "cells.tif", 4).headers["Location"]
    right = b64encode(hashlib.sha256(b"good").digest()).decode()
    patch(lab.demo, url, 0, b"evil", status=460, checksum=f"sha256 {right}")
    assert offset_of(lab.demo, url) == 0
    patch(lab.demo, url, 0, b"good", status=400, checksum="crc32 AAAA")
    patch(lab.demo, url, 0, b"good", checksum=f"sha256 {right}")
    assert offset_of(lab.demo, url) == 4


def test_the_protocol_says_what_it_is(lab: Lab) -> None:
    answer = lab.demo.options("/webclient/uploads/")
    assert "creation" in answer.headers["Tus-Extension"]
    assert int(answer.headers["Tus-Max-Size"]) > 1e9
    refused = lab.demo.post("/webclient/uploads/", headers=lab.demo.csrf(), status=412)
    assert refused.headers["Tus-Version"] == "1.0.0"
    url = create(lab.demo, "a.tif", 3, body=b"abc").headers["Location"]
    assert offset_of(lab.demo, url) == 3
    lab.demo.get(url, headers=TUS, status=405)
    lab.demo.delete(url, headers={**TUS, **lab.demo.csrf()}, status=204)
    lab.demo.head(url, headers=TUS, status=404)


def test_an_upload_is_ones_own(lab: Lab) -> None:
    url = create(lab.demo, "cells.tif", 10).headers["Location"]
    mate = lab.site_of("mate")
    mate.head(url, headers=TUS, status=404)
    patch(mate, url, 0, b"0123456789", status=404)
    mate.delete(url, headers={**TUS, **mate.csrf()}, status=404)
    begin_import(mate, status=404)
    assert offset_of(lab.demo, url) == 0


@pytest.mark.parametrize(
    "path", ["", "..", "a/../../b", "/etc/x", "a//b", "a\\b", "x" * 256, "a\n.tif", "/".join("a" * 33)]
)
def test_paths_that_lead_elsewhere(lab: Lab, path: str) -> None:
    assert create(lab.demo, path, 10, status=400).json["message"]


def test_too_large_and_no_room(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "too large" in create(lab.demo, "a.tif", 10**13, status=413).json["message"]
    monkeypatch.setattr("shutil.disk_usage", lambda folder: _Usage(10**9))
    assert "no room" in create(lab.demo, "a.tif", 10**9, status=507).json["message"]


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_a_disk_that_fills_keeps_what_came(lab: Lab) -> None:
    """The limit of the system on sizes of files stands for the end of the disk."""
    limit, whole = 40 * 2**20, 42 * 2**20
    url = create(lab.demo, "a.tif", whole).headers["Location"]
    (part,) = Path(lab.session.importing.upload_folder()).glob("*/parts/*")
    os.truncate(part, limit - 2**20)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    try:
        refused = patch(lab.demo, url, limit - 2**20, bytes(3 * 2**20), status=507)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert "full" in refused.json["message"]
    assert offset_of(lab.demo, url) == limit
    patch(lab.demo, url, limit, bytes(2 * 2**20))
    assert offset_of(lab.demo, url) == whole


def test_two_requests_at_once(lab: Lab) -> None:
    fcntl = pytest.importorskip("fcntl")
    url = create(lab.demo, "a.tif", 3).headers["Location"]
    (part,) = Path(lab.session.importing.upload_folder()).glob("*/parts/*")
    with part.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        patch(lab.demo, url, 0, b"abc", status=423)
    patch(lab.demo, url, 0, b"abc")


def test_a_drop_becomes_one_job_that_groups_by_names(lab: Lab) -> None:
    dataset = lab.session.edit.create(Kind.DATASET, "Uploads")
    send(lab.demo, "cells_w1.tif", tiff(1))
    late = create(lab.demo, "cells_w2.tif", len(tiff(2))).headers["Location"]
    send(lab.demo, "empty.tif", b"")
    send(lab.demo, "notes.docx", b"This is no image.")
    assert "cells_w2.tif has not arrived" in begin_import(lab.demo, status=409, target=f"dataset-{dataset}")["message"]
    patch(lab.demo, late, 0, tiff(2))
    job = begin_import(lab.demo, target=f"dataset-{dataset}")
    assert begin_import(lab.demo)["id"] == job["id"], "an answer that was lost may be asked for again"
    lab.session.jobs.wait(job["id"], 60.0)
    result = lab.demo.get(f"/webclient/jobs/{job['id']}/").json["result"]
    assert (result["imported"], result["images"], result["refused"]) == (1, 1, 2)
    assert {outcome["path"] for outcome in result["outcomes"]} == {"cells_w1.tif", "empty.tif", "notes.docx"}
    assert all(outcome["detail"] for outcome in result["outcomes"])
    assert "/" not in str([outcome["files"] for outcome in result["outcomes"]])
    (image,) = lab.session.browse.images(dataset_id=dataset).items
    assert image.size_c == 2


def test_folders_become_datasets_of_a_project(lab: Lab) -> None:
    project = lab.session.edit.create(Kind.PROJECT, "Uploads")
    send(lab.demo, "Day 1/a.tif", tiff(3))
    send(lab.demo, "loose.tif", tiff(4))
    job = begin_import(lab.demo, target=f"project-{project}")
    lab.session.jobs.wait(job["id"], 60.0)
    names = sorted(one.name for one in lab.session.browse.datasets(project_id=project).items)
    assert names[0] == "Day 1"
    assert names[1].startswith("Uploaded 20")


def test_what_nobody_goes_on_with_is_removed(lab: Lab) -> None:
    create(lab.demo, "a.tif", 10)
    root = Path(lab.session.importing.upload_folder())
    create(lab.demo, "b.tif", 10, drop="f" * 16)
    assert Drop(root / DROP).folder.exists()
    long_ago = time.time() - 8 * DAY
    for place in (root / DROP, *(root / DROP).rglob("*")):
        os.utime(place, (long_ago, long_ago))
    create(lab.demo, "c.tif", 10, drop="e" * 16)
    assert not Drop(root / DROP).folder.exists()
    assert Drop(root / ("f" * 16)).folder.exists()
    headers = {**lab.demo.csrf(), "Accept": "application/json"}
    assert lab.demo.delete(f"/webclient/uploads/{'f' * 16}/", headers=headers).json == {"discarded": "f" * 16}
    assert not Drop(root / ("f" * 16)).folder.exists()


def test_five_gigabytes_in_bounded_memory(tmp_path: Path) -> None:
    upload = Drop(tmp_path / DROP).create(PurePosixPath("large.tif"), 5 * 10**9)
    os.truncate(upload.part, 5 * 10**9 - 64 * 2**20)  # what came before, without writing it
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert appending.append(upload, upload.offset, _Zeros(), 64 * 2**20) == 5 * 10**9
    assert upload.final.stat().st_size == 5 * 10**9
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024, "kB"


class _Zeros:
    """A stream that never ends."""

    def read(self, count: int) -> bytes:
        return bytes(count)


def test_expired_session_gets_an_empty_403(lab: Lab, make_site: Callable[..., Site]) -> None:
    stranger = make_site()
    stranger.get("/webclient/login/")
    headers = {**TUS, **stranger.csrf(), "X-Requested-With": "XMLHttpRequest", "Upload-Length": "3"}
    answer = stranger.post("/webclient/uploads/", headers=headers, status=403)
    assert answer.body == b""


def test_only_a_post_stands_for_another_method(lab: Lab) -> None:
    url = create(lab.demo, "kept.tif", 3).headers["Location"]
    override = {**TUS, "X-HTTP-Method-Override": "DELETE"}
    lab.demo.get(url, headers=override, status=405)
    assert offset_of(lab.demo, url) == 0
    lab.demo.post(url, headers={**override, **lab.demo.csrf()}, status=204)
    lab.demo.head(url, headers=TUS, status=404)
