"""Streamed archives, read by Python's zipfile and the system's unzip."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.imaging.export.zip_records import Entry, directory_entry, end
from omeropyr.imaging.export.zip_stream import zipped

names = st.text(st.characters(codec="utf-8", exclude_characters="\0\\"), min_size=1, max_size=20)


@given(st.dictionaries(names, st.binary(max_size=200), max_size=12))
def test_any_files(files: dict[str, bytes]) -> None:
    archive = b"".join(zipped(files.items()))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == list(files)
        for info in opened.infolist():
            assert opened.read(info) == files[info.filename]
            assert info.compress_type == zipfile.ZIP_STORED


def test_offsets_beyond_four_gigabytes() -> None:
    # the directory entry of a file that begins at 5 GB, in front of an archive that is not written in a test
    entry = directory_entry(Entry(name=b"far", size=3, checksum=0, offset=5 * 2**30))
    directory = io.BytesIO(entry + end(1, len(entry), 0))
    with zipfile.ZipFile(directory) as opened:
        (info,) = opened.infolist()
    assert (info.filename, info.file_size, info.header_offset) == ("far", 3, 5 * 2**30)


def test_more_files_than_16_bits_count() -> None:
    archive = b"".join(zipped((str(number), b"") for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert len(opened.namelist()) == 70_000


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"".join(zipped([("0/c/0", b"abc"), ("zarr.json", b"{}")])))
    subprocess.run(["unzip", "-q", "a.zip"], cwd=tmp_path, check=True)
    assert (tmp_path / "0/c/0").read_bytes() == b"abc"
