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

from omeropyr.imaging.export import zip_stream
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


def test_large_numbers_go_into_zip64_records(monkeypatch: pytest.MonkeyPatch) -> None:
    # 4 GB are not written in a test: the same records appear when the limits are small
    monkeypatch.setattr(zip_stream, "FULL_SHORT", 3)
    files = [(f"{number}", bytes([number]) * 10) for number in range(5)]
    archive = b"".join(zipped(files))
    assert b"PK\x06\x06" in archive
    with zipfile.ZipFile(io.BytesIO(archive.replace(b"\3\0\3\0", b"\5\0\5\0"))) as opened:
        assert [(info.filename, opened.read(info)) for info in opened.infolist()] == files


def test_more_files_than_16_bits_count() -> None:
    archive = b"".join(zipped((str(number), b"") for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert len(opened.namelist()) == 70_000


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"".join(zipped([("0/c/0", b"abc"), ("zarr.json", b"{}")])))
    subprocess.run(["unzip", "-q", "a.zip"], cwd=tmp_path, check=True)
    assert (tmp_path / "0/c/0").read_bytes() == b"abc"
