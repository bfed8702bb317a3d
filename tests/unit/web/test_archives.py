"""Archives that are written while they are sent: every reader takes them, and their length is known before."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.web.archives import ArchiveEntry, archive_length, archived

names = st.text(st.characters(codec="utf-8", exclude_characters="\0\\"), min_size=1, max_size=20)
MOMENT = datetime(2024, 2, 29, 13, 45, 30)


def entry(name: str, content: bytes, size: int | None = None) -> ArchiveEntry:
    return ArchiveEntry(name=name, read=lambda: iter([content[:3], content[3:]]), size=size, modified=MOMENT)


@given(st.dictionaries(names, st.tuples(st.binary(max_size=50), st.booleans()), max_size=8))
def test_any_files(files: dict[str, tuple[bytes, bool]]) -> None:
    entries = [entry(name, content, len(content) if known else None) for name, (content, known) in files.items()]
    archive = b"".join(archived(entries))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {info.filename: opened.read(info) for info in opened.infolist()} == {n: c for n, (c, _) in files.items()}
        assert all(info.date_time == (2024, 2, 29, 13, 45, 30) for info in opened.infolist())
    assert archive_length(entries) == (len(archive) if all(known for _, known in files.values()) else None)


def test_more_than_four_gigabytes_opens_elsewhere(tmp_path: Path) -> None:
    """The contents are holes: written as such, only their checksum costs time."""
    hole = bytes(2**24)
    size = 2**32 + 2**24
    entries = [
        ArchiveEntry(name="hole", read=lambda: iter([hole] * (size // len(hole))), size=size),
        entry("after.txt", b"behind four gigabytes", 21),
    ]
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        for piece in archived(entries):
            file.seek(len(piece), 1) if piece is hole else file.write(piece)
    assert path.stat().st_size == archive_length(entries)
    with zipfile.ZipFile(path) as opened:
        large, after = opened.infolist()
        assert (large.file_size, opened.read(after)) == (size, b"behind four gigabytes")


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"".join(archived([entry("1/Zelle.tif", b"abc", 3), entry("b", b"later")])))
    subprocess.run(["unzip", "-q", "a.zip"], cwd=tmp_path, check=True)
    assert (tmp_path / "1/Zelle.tif").read_bytes() == b"abc"
    assert (tmp_path / "b").read_bytes() == b"later"


@pytest.mark.parametrize("promised", [2, 4])
def test_a_file_that_changes_meanwhile_breaks_the_archive_off(promised: int) -> None:
    with pytest.raises(ValueError, match="changed its size"):
        list(archived([entry("a", b"abc", promised)]))


def test_who_goes_away_leaves_no_file_open() -> None:
    closed = []

    def pieces(number: int) -> Iterator[bytes]:
        try:
            yield b"abc"
            yield b"def"
        finally:
            closed.append(number)

    stream = archived([ArchiveEntry(name=str(n), read=partial(pieces, n), size=6) for n in range(2)])
    assert [next(stream)[:2], next(stream)] == [b"PK", b"abc"]
    stream.close()  # type: ignore[attr-defined]
    assert closed == [0]
