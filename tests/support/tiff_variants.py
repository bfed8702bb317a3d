"""Every way to store an image in a TIFF that tifffile and Pillow can write, each with the axes of its pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[Any]
HEIGHT, WIDTH = 75, 106
TILE = (32, 48)


@dataclass(frozen=True)
class Variant:
    """`write` makes the file (or folder) at a path that ends in `suffix`.

    `axes` are those of what the library reads of one image, slowest first; `accepted` is False for what no image shows.
    """

    name: str
    suffix: str
    write: Callable[[Path], object]
    axes: str
    accepted: bool = True
    said: Mapping[str, Any] = field(default_factory=dict)


def noise(shape: tuple[int, ...], dtype: str, seed: int = 7) -> Array:
    """Reproducible pixels that use the whole range of a type and still can be compressed."""
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.random(shape) < 0.4
    if kind in "fc":
        return (rng.normal(0, 1000, shape).round(1)).astype(dtype)
    limits = np.iinfo(dtype)
    few = rng.integers(limits.min, limits.max, 40, dtype=np.dtype(dtype).newbyteorder("="), endpoint=True).astype(dtype)
    return few[np.sort(rng.integers(0, 40, shape), axis=-1)]


def variants() -> Iterator[Variant]:
    yield from _types()
    yield from _compressed()
    yield from _colours()
    yield from _packed()
    yield from _stacks()
    yield from _by_pillow()


def _one(name: str, pixels: Array, axes: str, accepted: bool = True, **options: Any) -> Variant:
    options = {"photometric": "minisblack", "metadata": None, **options}
    return Variant(name, ".tif", lambda path: tifffile.imwrite(path, pixels, **options), axes, accepted, options)


def _types() -> Iterator[Variant]:
    for dtype in ("?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "c8"):
        for order in "<>":
            pixels = noise((HEIGHT, WIDTH), dtype)
            accepted = dtype != "c8"
            side = "little" if order == "<" else "big"
            yield _one(f"{dtype}-{side}", pixels, "YX", accepted, byteorder=order, rowsperstrip=20)
            if dtype != "?":
                yield _one(f"{dtype}-{side}-tiles", pixels, "YX", accepted, byteorder=order, tile=TILE, bigtiff=True)


def _compressed() -> Iterator[Variant]:
    plain = ("zlib", "deflate", "lzw", "packbits", "lzma", "zstd", "lerc")
    for codec in plain:
        for dtype, predictor in (("u1", None), ("u2", None), ("u2", 2), ("i4", 2), ("f4", None), ("f4", 3)):
            if (codec in ("packbits", "lerc") and predictor) or (codec == "packbits" and dtype != "u1"):
                continue
            for order in "<>" if codec != "lerc" else "<":
                name = f"{codec}-{dtype}-{predictor}-{'little' if order == '<' else 'big'}"
                options: dict[str, Any] = {"compression": codec, "predictor": predictor, "byteorder": order}
                yield _one(name, noise((HEIGHT, WIDTH), dtype), "YX", **options, tile=TILE)
                yield _one(f"{name}-strips", noise((HEIGHT, WIDTH), dtype), "YX", **options, rowsperstrip=30)
    for codec, dtypes in {
        "jpeg": ("u1",),
        "jpeg2000": ("u1", "u2", "i2"),
        "jpegxl": ("u1", "u2", "f4"),
        "jpegxr": ("u1", "u2"),
        "png": ("u1", "u2"),
    }.items():
        for dtype in dtypes:
            yield _one(f"{codec}-{dtype}", noise((HEIGHT, WIDTH), dtype), "YX", compression=codec, tile=TILE)
            yield _one(f"{codec}-{dtype}-strips", noise((HEIGHT, WIDTH), dtype), "YX", compression=codec)


def _colours() -> Iterator[Variant]:
    for codec in (None, "zlib", "lzw", "jpeg", "webp", "png", "jpeg2000", "jpegxl"):
        pixels = noise((HEIGHT, WIDTH, 3), "u1")
        yield _one(f"rgb-{codec}", pixels, "YXS", photometric="rgb", compression=codec, tile=TILE)
        if codec not in ("webp", "png", "jpegxl", "jpeg2000"):
            planar = {"photometric": "rgb", "compression": codec, "planarconfig": "separate"}
            yield _one(f"rgb-{codec}-planar", np.moveaxis(pixels, 2, 0), "SYX", **planar, tile=TILE)
            yield _one(f"rgb-{codec}-planar-strips", np.moveaxis(pixels, 2, 0), "SYX", **planar, rowsperstrip=32)
    for sampling in ((1, 1), (2, 1), (2, 2)):
        options = {"photometric": "ycbcr", "compression": "jpeg", "subsampling": sampling}
        yield _one(f"ycbcr-{sampling[0]}{sampling[1]}", noise((HEIGHT, WIDTH, 3), "u1"), "YXS", **options, tile=TILE)
        yield _one(f"ycbcr-{sampling[0]}{sampling[1]}-strips", noise((HEIGHT, WIDTH, 3), "u1"), "YXS", **options)
    for codec in (None, "zlib", "webp"):
        rgba = {"photometric": "rgb", "extrasamples": ["unassalpha"], "compression": codec, "tile": TILE}
        yield _one(f"rgba-{codec}", noise((HEIGHT, WIDTH, 4), "u1"), "YXS", **rgba)
    yield _one("rgb-u2", noise((HEIGHT, WIDTH, 3), "u2"), "YXS", photometric="rgb", compression="zlib", predictor=2)
    yield _one("rgb-f4", noise((HEIGHT, WIDTH, 3), "f4"), "YXS", photometric="rgb", byteorder=">")
    yield _one("cmyk", noise((HEIGHT, WIDTH, 4), "u1"), "YXS", photometric="separated")
    yield _one("white", noise((HEIGHT, WIDTH), "u1"), "YX", photometric="miniswhite", compression="zlib")
    yield _one("five-samples", noise((HEIGHT, WIDTH, 5), "u2"), "YXS", planarconfig="contig", tile=TILE)
    yield _one("forty-samples", noise((40, HEIGHT, WIDTH), "u1"), "SYX", planarconfig="separate", compression="zlib")
    colors = np.random.default_rng(0).integers(0, 65535, (3, 256), dtype=np.uint16)
    yield _one("palette", noise((HEIGHT, WIDTH), "u1"), "YX", photometric="palette", colormap=colors)


def _packed() -> Iterator[Variant]:
    for bits in (9, 10, 12, 14):
        pixels = noise((HEIGHT, WIDTH), "u2") >> (16 - bits)
        yield _one(f"{bits}-bits", pixels, "YX", bitspersample=bits)
        yield _one(f"{bits}-bits-tiles", pixels, "YX", bitspersample=bits, tile=TILE, byteorder=">")
    for bits in (2, 4, 6):
        yield _one(f"{bits}-bits", noise((HEIGHT, WIDTH), "u1") >> (8 - bits), "YX", bitspersample=bits)
    yield _one("1-bit-zlib", noise((HEIGHT, WIDTH), "?"), "YX", compression="zlib")
    yield _one("1-bit-packbits", noise((HEIGHT, WIDTH), "?"), "YX", compression="packbits", rowsperstrip=10)


def _stacks() -> Iterator[Variant]:
    def stack(name: str, axes: str, shape: tuple[int, ...], dtype: str = "u2", **options: Any) -> Variant:
        suffix = ".ome.tif" if options.get("ome") else ".tif"
        pixels = noise(shape, dtype)
        write: dict[str, Any] = {"metadata": {"axes": axes}, "photometric": "minisblack", **options}
        return Variant(name, suffix, lambda path: tifffile.imwrite(path, pixels, **write), axes, said=write)

    shape = (3, 2, 4, 40, 52)
    yield stack("ome-tczyx", "TCZYX", shape, ome=True, compression="zlib", tile=(16, 16))
    yield stack("ome-tzcyx", "TZCYX", shape, ome=True, byteorder=">")
    yield stack("ome-rgb", "ZYXS", (2, 40, 52, 3), "u1", ome=True, photometric="rgb")
    yield stack("ome-planar", "TSYX", (2, 3, 40, 52), "u1", ome=True, photometric="rgb", planarconfig="separate")
    yield stack("imagej", "TZCYX", shape, imagej=True)
    yield stack("imagej-f4", "TYX", (3, 40, 52), "f4", imagej=True)
    yield stack("imagej-rgb", "TZYXS", (2, 3, 40, 52, 3), "u1", imagej=True, photometric="rgb")
    yield stack("shaped", "TYX", (6, 40, 52), compression="zlib")
    yield Variant("ome-pyramid", ".ome.tif", lambda path: pyramid(path, "subifds"), "CYX")
    yield Variant("ome-pyramid-rgb", ".ome.tif", lambda path: pyramid(path, "subifds", rgb=True), "YXS")
    yield Variant("pages-pyramid", ".tif", lambda path: pyramid(path, "pages"), "YX")
    yield Variant("sparse", ".tif", sparse, "YX")
    yield Variant("ome-two-files", ".ome.tif", two_files, "ZYX")
    yield Variant("ome-companion", ".ome.tif", companion, "ZYX")
    yield _one("volume-tiles", noise((32, 40, 52), "u1"), "ZYX", accepted=False, tile=(16, 16, 16), volumetric=True)


def pyramid(path: Path, how: str, rgb: bool = False) -> None:
    """Three levels, as SubIFDs or as pages one after the other."""
    shape = (200, 310, 3) if rgb else (2, 200, 310) if how == "subifds" else (200, 310)
    pixels = noise(shape, "u1")
    options: dict[str, Any] = {"photometric": "rgb" if rgb else "minisblack", "tile": (64, 64), "compression": "zlib"}
    with tifffile.TiffWriter(path, ome=how == "subifds") as file:
        levels = [pixels[::step, ::step] if rgb else pixels[..., ::step, ::step] for step in (1, 2, 4)]
        if how == "subifds":
            file.write(levels[0], subifds=2, metadata={"axes": "YXS" if rgb else "CYX"}, **options)
        else:
            file.write(levels[0], metadata=None, **options)
        for level in levels[1:]:
            file.write(level, subfiletype=1, metadata=None, **options)


def sparse(path: Path) -> None:
    """A tile that is left out of the file has neither place nor size."""
    tiles = iter([noise((16, 16), "u1").tobytes(), b"", b"", noise((16, 16), "u1", 1).tobytes()])
    tifffile.imwrite(path, tiles, shape=(30, 30), dtype="u1", tile=(16, 16), photometric="minisblack", metadata=None)


OME = (
    '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:{own}">'
    '<Image ID="Image:0" Name="set"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="52" SizeY="40" '
    'SizeZ="2" SizeC="1" SizeT="1"><Channel ID="Channel:0:0" SamplesPerPixel="1"/>{data}</Pixels></Image></OME>'
)
UUIDS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")


def _places(names: tuple[str, ...]) -> str:
    return "".join(
        f'<TiffData IFD="0" FirstZ="{z}" PlaneCount="1"><UUID FileName="{name}">urn:uuid:{UUIDS[z]}</UUID></TiffData>'
        for z, name in enumerate(names)
    )


def two_files(path: Path) -> None:
    """Each with the whole description, which names both."""
    names = (path.name, f"{path.name[:-8]}-other.ome.tif")
    for z, name in enumerate(names):
        text = OME.format(own=UUIDS[z], data=_places(names))
        tifffile.imwrite(path.parent / name, noise((40, 52), "u1", z), description=text, metadata=None)


def companion(path: Path) -> None:
    """The description stands in a file of its own, to which the images refer."""
    names = (path.name, f"{path.name[:-8]}-other.ome.tif")
    described = f"{path.name[:-8]}.companion.ome"
    (path.parent / described).write_text(OME.format(own=UUIDS[0], data=_places(names)))
    for z, name in enumerate(names):
        text = (
            '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
            f'UUID="urn:uuid:{UUIDS[z]}"><BinaryOnly MetadataFile="{described}" UUID="urn:uuid:{UUIDS[0]}"/></OME>'
        )
        tifffile.imwrite(path.parent / name, noise((40, 52), "u1", z), description=text, metadata=None)


def _by_pillow() -> Iterator[Variant]:
    """libtiff knows codecs that tifffile only reads."""

    def saved(name: str, mode: str, axes: str, **options: Any) -> Variant:
        return Variant(f"libtiff-{name}", ".tif", lambda path: picture(mode).save(path, **options), axes)

    for codec in ("group3", "group4", "tiff_ccitt", "packbits"):
        yield saved(codec, "1", "YX", compression=codec)
    for codec in ("tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "jpeg", "zstd", "lzma"):
        yield saved(codec, "RGB", "YXS", compression=codec)
    yield saved("palette", "P", "YX")
    yield saved("16-bits", "I;16", "YX")
    yield saved("grey-alpha", "LA", "YXS")
    yield saved("lab", "LAB", "YXS")


def picture(mode: str) -> Image.Image:
    """The same scene in any mode of Pillow."""
    colours = Image.fromarray(noise((HEIGHT, WIDTH, 3), "u1"))
    if mode == "I;16":
        return Image.fromarray(noise((HEIGHT, WIDTH), "u2"))
    if mode == "LAB":
        return Image.frombytes("LAB", colours.size, colours.tobytes())
    if mode in ("RGBA", "LA", "PA"):
        base = colours.convert({"RGBA": "RGB", "LA": "L", "PA": "P"}[mode]).convert(mode)
        base.putalpha(Image.fromarray(noise((HEIGHT, WIDTH), "u1", 3)))
        return base
    return colours.convert(mode)
