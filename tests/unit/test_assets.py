"""Addresses of built files come from the manifest; an unbuilt front end has none."""

from __future__ import annotations

from omeropyr.web.assets import Manifest

CHUNKS = {
    "src/main.ts": {
        "name": "main", "isEntry": True, "file": "main-1.js", "css": ["main-2.css"], "imports": ["_a.js", "_b.js"]
    },
    "_a.js": {"file": "a.js", "css": ["a.css"], "imports": ["_b.js"]},
    "_b.js": {"file": "b.js", "css": ["b.css"], "imports": ["_a.js"]},
    "src/look.css": {"name": "look", "isEntry": True, "file": "look-3.css"},
}  # fmt: skip


def test_scripts_and_all_styles_of_an_entry_once_each() -> None:
    manifest = Manifest(CHUNKS)
    assert manifest.scripts("main") == ["main-1.js"]
    assert manifest.styles("main") == ["b.css", "a.css", "main-2.css"]
    assert manifest.modules("main") == ["a.js", "b.js"]


def test_an_entry_may_be_a_style_sheet() -> None:
    assert Manifest(CHUNKS).scripts("look") == []
    assert Manifest(CHUNKS).styles("look") == ["look-3.css"]


def test_without_a_build_there_is_nothing() -> None:
    assert Manifest({}).scripts("main") == []
    assert Manifest({}).styles("main") == []


def test_a_file_without_a_hash_in_its_name_is_stamped_with_its_content() -> None:
    assert Manifest({}, {"icons.svg": "1a2b"}).stamp("icons.svg") == "?v=1a2b"
    assert Manifest({}, {"icons.svg": "1a2b"}).stamp("main-1.js") == ""
