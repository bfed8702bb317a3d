"""The short part of `make fuzz`: the same cases each time; and that it would tell what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tiff_variants import Variant

from omeropyr.imaging.readers import ngff

sys.path.append(str(Path(__file__).parent))

from fuzz import fuzz, variants
from whole_path import told
from worker import Worker

CASES = 40


def kind_of(variant: Variant) -> str:
    return next((kind for kind in (".tif", ".zarr") if variant.suffix.endswith(kind)), "picture")


@pytest.mark.parametrize("kind", [".tif", ".zarr", "picture"])
def test_damaged_files_give_pixels_or_sentences(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture) -> None:
    chosen = [one for one in variants() if kind_of(one) == kind]
    found = fuzz(chosen, tmp_path, seed=7, seconds=600, most=CASES, keep=None)
    assert not found, capsys.readouterr().out


def test_whole_files_give_their_images(tmp_path: Path) -> None:
    with Worker(tmp_path) as worker:
        for variant in [one for one in variants() if one.accepted][::25]:
            folder = tmp_path / f"{variant.name}{variant.suffix}-folder"
            folder.mkdir()
            variant.write(folder / f"image{variant.suffix}")
            outcome = worker.run(folder)
            assert (outcome["images"], outcome["said"], outcome["faults"]) == (1, [], [])


def test_a_process_that_dies_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, sys\nsys.stdin.readline()\nos.abort()")
    monkeypatch.setattr("worker.PROGRAM", program)
    with Worker(tmp_path) as worker:
        assert worker.run(tmp_path)["faults"] == ["died with -6"]
        assert worker.run(tmp_path)["faults"] == ["died with -6"]


def test_faults_are_told_apart_by_our_own_lines() -> None:
    with pytest.raises(ValueError, match="x") as caught:
        ngff.safe_path("../x", "level")
    assert told(caught.value).startswith("NotAnImage in ngff.py:safe_path: its level")
