"""The builder of zeroc-ice, but for the three minutes of compiling: those are spent by `make omero`."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import pytest

from omeropyr.tools import zeroc_ice
from omeropyr.tools.zeroc_ice_edits import EDITS, Edit, EditFailed, apply_all


def sources(folder: Path) -> Path:
    """Files that hold the anchors of all edits and nothing else."""
    for edit in EDITS:
        path = folder / edit.file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if path.exists() else ""
        path.write_text(f"{before}before\n{edit.anchor * edit.times}after\n")
    return folder


def test_every_edit_is_applied_once(tmp_path: Path) -> None:
    folder = sources(tmp_path)
    apply_all(folder)
    for edit in EDITS:
        text = (folder / edit.file).read_text()
        assert edit.anchor not in text
        assert edit.replacement in text


def test_sources_that_were_edited_before_are_refused(tmp_path: Path) -> None:
    folder = sources(tmp_path)
    apply_all(folder)
    with pytest.raises(EditFailed, match=r"src/Slice\.cpp"):
        apply_all(folder)


def test_an_anchor_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cpp").write_text("one one")
    with pytest.raises(EditFailed, match=r"a\.cpp"):
        Edit("a.cpp", "one", "two").apply(tmp_path)
    assert (tmp_path / "a.cpp").read_text() == "one one"


def test_another_archive_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "zeroc-ice-3.6.5.tar.gz"
    archive.write_bytes(b"something else")
    with pytest.raises(zeroc_ice.BuildFailed, match=hashlib.sha256(b"something else").hexdigest()):
        zeroc_ice.check_digest(archive)


def test_archives_that_leave_their_folder_are_refused(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar.gz"
    (tmp_path / "file").write_text("x")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "file", "../outside")
    with pytest.raises(tarfile.OutsideDestinationError):
        zeroc_ice.unpack(archive, tmp_path / "inside")
    assert not (tmp_path / "outside").exists()


def test_a_wheel_that_was_built_before_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = tmp_path / "zeroc_ice-3.6.5-cp311-cp311-linux_x86_64.whl"
    wheel.touch()
    assert zeroc_ice.main(["--print", "--cache", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == str(wheel)


def test_an_unknown_python_is_told_which_ones_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(zeroc_ice, "PYTHONS", ((3, 5),))
    assert zeroc_ice.main(["--print", "--cache", str(tmp_path)]) == 1
    assert "3.5" in capsys.readouterr().err
