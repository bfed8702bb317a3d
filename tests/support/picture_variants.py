"""Every kind of picture that browsers show, as Pillow writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imagecodecs
from PIL import Image
from tiff_variants import HEIGHT, WIDTH, Variant, noise, picture

MODES = {
    "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "jpg": ("L", "RGB", "CMYK"),
    "bmp": ("1", "L", "P", "RGB", "RGBA"),
    "gif": ("1", "L", "P", "RGB"),
    "webp": ("L", "RGB", "RGBA"),
}


def variants() -> Iterator[Variant]:
    for kind, modes in MODES.items():
        for mode in modes:
            yield _saved(f"{kind}-{mode.replace(';', '')}", kind, mode)
    yield _saved("jpg-progressive", "jpg", "RGB", progressive=True, quality=60)
    yield Variant("png-RGB16", ".png", deep, "YXS")
    yield _saved("png-transparent", "png", "P", transparency=3)
    for kind in ("gif", "png", "webp"):
        yield Variant(f"{kind}-frames", f".{kind}", lambda path: frames(path), "TYXS")


def _saved(name: str, kind: str, mode: str, **options: Any) -> Variant:
    return Variant(name, f".{kind}", lambda path: picture(mode).save(path, **options), "YXS")


def deep(path: Path) -> None:
    """Colours of 16 bits, which Pillow does not write."""
    path.write_bytes(imagecodecs.png_encode(noise((HEIGHT, WIDTH, 3), "u2", 5)))


def frames(path: Path) -> None:
    """An animation of four pictures."""
    many = [Image.fromarray(noise((HEIGHT, WIDTH, 3), "u1", seed)) for seed in range(4)]
    many[0].save(path, save_all=True, append_images=many[1:], duration=50, loop=0)
