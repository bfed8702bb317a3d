"""Readers are found through entry points; one that is broken does not take the others along."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.readers import registry, vendors
from omeropyr.imaging.source import Reader


def test_our_three_are_installed() -> None:
    assert set(registry.readers()) >= {"tiff", "zarr", "picture"}
    assert all(isinstance(reader, Reader) for reader in registry.readers().values())


def test_a_broken_reader_is_left_out(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    good = EntryPoint("tiff", "omeropyr.imaging.readers.tiff:TiffReader", registry.GROUP)
    bad = EntryPoint("bad", "omeropyr.no_such_module:Reader", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [bad, good])
    assert list(registry.readers.__wrapped__()) == ["tiff"]
    assert "'bad'" in caplog.text


def test_content_decides_over_the_name(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (4, 4)).save(tmp_path / "named-wrongly.tif", format="PNG")
    assert registry.reader_for(tmp_path / "named-wrongly.tif")[0] == "picture"


@pytest.mark.parametrize("suffix", sorted(vendors.PLUGINS))
def test_vendor_formats_name_their_plugin(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix.upper()}"
    path.write_bytes(b"vendor format")
    with pytest.raises(UnknownFormat, match=vendors.PLUGINS[suffix][1]):
        registry.reader_for(path)


def test_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "empty.nd2").touch()
    with pytest.raises(UnreadableFile, match="0 bytes"):
        registry.reader_for(tmp_path / "empty.nd2")
    with pytest.raises(UnreadableFile, match="no such file"):
        registry.reader_for(tmp_path / "gone.tif")
    (tmp_path / "x.xyz").write_text("x")
    with pytest.raises(UnknownFormat, match="no installed reader"):
        registry.reader_for(tmp_path / "x.xyz")
