"""Ways to damage an image file, from a single bit to a lie in a well-formed header."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

NUMBERS = (0, 1, 2, 3, 7, 8, 15, 16, 17, 255, 256, 32767, 32768, 65535, 65536, 10**6, 2**31 - 1, 2**31, 2**32 - 1)
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Bytes of a value by its type in a TIFF (TIFF 6.0, section 2; BigTIFF)."""
Mutation = Callable[[bytes, Random], bytes]


def damage(folder: Path, rng: Random) -> str:
    """One to three changes to the files below `folder`; says which."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
        if not files:
            break
        path = likely(files, rng)
        mutation = rng.choice(mutations_of(path))
        content = path.read_bytes()
        path.write_bytes(mutation(content, rng) if content else b"")
        names.append(f"{mutation.__name__} {path.name}")
    return ", ".join(names)


def likely(files: list[Path], rng: Random) -> Path:
    """Metadata are few among many chunks."""
    small = [one for one in files if one.suffix == ".json" or one.name.startswith(".z")]
    return rng.choice(small if small and rng.random() < 0.6 else files)


def mutations_of(path: Path) -> list[Mutation]:
    anything: list[Mutation] = [bits, number, cut, zeros, doubled, longer]
    if path.suffix == ".json" or path.name.startswith(".z"):
        return [json_value] * 20 + anything
    if path.suffix == ".png":
        return [png_chunk] * 6 + anything
    if path.suffix == ".ome":
        return [words] * 6 + anything
    if path.suffix == ".tif":
        return [tag, tag, tag, tag, directory, words, *anything]
    return anything


# of any bytes


def bits(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def number(data: bytes, rng: Random) -> bytes:
    """A number of two, four or eight bytes in either order; headers are short and stand in front."""
    value = struct.pack(rng.choice("<>") + rng.choice("HIQ"), rng.choice(NUMBERS) & 0xFFFF)
    value = rng.choice((value, b"\xff" * len(value), b"\0" * len(value), b"\x7f" + b"\xff" * 3))
    place = rng.randrange(min(len(data), rng.choice((64, 512, 10**9))))
    return data[:place] + value + data[place + len(value) :]


def cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def zeros(data: bytes, rng: Random) -> bytes:
    place, size = rng.randrange(len(data)), rng.choice((4, 64, 1024))
    return data[:place] + bytes(min(size, len(data) - place)) + data[place + size :]


def doubled(data: bytes, rng: Random) -> bytes:
    place, size = rng.randrange(len(data)), rng.choice((1, 2, 12, 200))
    return data[: place + size] + data[place:]


def longer(data: bytes, rng: Random) -> bytes:
    return data + rng.randbytes(rng.choice((1, 100, 5000)))


# of TIFF


class Entry(NamedTuple):
    """An entry of a directory: where it is, and where its values are."""

    place: int
    tag: int
    kind: int
    count: int
    values: int


class Tiff:
    """The least that is needed to find the numbers of a TIFF."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order = "<" if data[:2] == b"II" else ">"
        self.big = data[2:4] in (b"+\0", b"\0+")
        self.offset = self.order + ("Q" if self.big else "I")
        self.offset_size = 8 if self.big else 4

    def number(self, place: int, code: str) -> int:
        found: int = struct.unpack_from(self.order + code, self.data, place)[0]
        return found

    def links(self) -> Iterator[tuple[int, list[Entry]]]:
        """Where the offset of each directory stands, and the entries of that directory."""
        link, seen = 8 if self.big else 4, set()
        while (start := struct.unpack_from(self.offset, self.data, link)[0]) and start not in seen:
            seen.add(start)
            width, head = (20, 8) if self.big else (12, 2)
            count = min(self.number(start, "Q" if self.big else "H"), 200)
            yield link, [self.entry(start + head + number * width) for number in range(count)]
            link = start + head + count * width

    def entry(self, place: int) -> Entry:
        count_code, values = ("Q", place + 12) if self.big else ("I", place + 8)
        kind, count = self.number(place + 2, "H"), self.number(place + 4, count_code)
        inline = SIZES.get(kind, 1) * count <= self.offset_size
        where = values if inline else struct.unpack_from(self.offset, self.data, values)[0]
        return Entry(place, self.number(place, "H"), kind, count, where)


def put(data: bytes, place: int, value: bytes) -> bytes:
    return data[:place] + value + data[place + len(value) :]


def tag(data: bytes, rng: Random) -> bytes:
    """Another value, count, type or number for one entry."""
    try:
        tiff = Tiff(data)
        entry = rng.choice(rng.choice([entries for _, entries in tiff.links()]))
        what = rng.choice(("value", "value", "value", "count", "type", "tag", "place"))
        if what == "value":
            code = {1: "B", 2: "H", 4: "I", 8: "Q"}[SIZES.get(entry.kind, 1)]
            value = rng.choice((*NUMBERS, 2**63, rng.randrange(2**16), len(data), len(data) - 1))
            size = struct.calcsize(code)
            step = rng.randrange(min(entry.count, 8) or 1) * size
            return put(data, entry.values + step, struct.pack(tiff.order + code, value & (256**size - 1)))
        if what == "count":
            value = rng.choice((*NUMBERS, entry.count + 1, entry.count - 1)) & 0xFFFFFFFF
            return put(data, entry.place + 4, struct.pack(tiff.order + ("Q" if tiff.big else "I"), value))
        if what == "type":
            return put(data, entry.place + 2, struct.pack(tiff.order + "H", rng.choice((*SIZES, 0, 99))))
        if what == "tag":
            other = rng.choice((254, 256, 257, 258, 259, 262, 270, 273, 277, 284, 317, 322, 323, 324, 330, 339, 347))
            return put(data, entry.place, struct.pack(tiff.order + "H", other))
        value = rng.choice((*NUMBERS, len(data), len(data) - 2, entry.place)) & 0xFFFFFFFF
        return put(data, entry.place + (12 if tiff.big else 8), struct.pack(tiff.offset, value))
    except (struct.error, IndexError):
        return bits(data, rng)  # damaged before


def directory(data: bytes, rng: Random) -> bytes:
    """The chain of directories leads elsewhere: back, into itself, out of the file, or ends."""
    try:
        tiff = Tiff(data)
        links = [link for link, _ in tiff.links()]
        targets = [struct.unpack_from(tiff.offset, data, link)[0] for link in links]
        value = rng.choice((*targets, 0, 1, len(data), len(data) - 3, 2**31, rng.randrange(len(data))))
        ends = [struct.unpack_from(tiff.offset, data, link)[0] for link in links[-1:]]
        last = [end + 2 + 12 * tiff.number(end, "H") for end in ends if not tiff.big]
        return put(data, rng.choice([*links, *last]), struct.pack(tiff.offset, value))
    except (struct.error, IndexError):
        return bits(data, rng)


WORDS = (b"-1", b"0", b"1", b"3", b"99", b"1000000", b"4294967296", b"nan", b"1e400", b"../x", b"/etc/hostname", b"")


def words(data: bytes, rng: Random) -> bytes:
    """Another word in the XML or the `key=value` lines of a description; the length stays."""
    found = list(re.finditer(rb'(?:="([^"\n]{1,60})"|=([0-9.a-z]{1,12})\n)', data))
    if not found:
        return bits(data, rng)
    one = rng.choice(found)
    start, end = one.span(1 if one.group(1) is not None else 2)
    if rng.random() < 0.3:
        mark = rng.choice((b"<", b"&x;", b"\0", b"\xff", b"<!DOCTYPE", b"\r\n"))
        return put(data, start, mark)
    return put(data, start, rng.choice(WORDS)[: end - start].ljust(end - start))


# of PNG and JSON


def png_chunk(data: bytes, rng: Random) -> bytes:
    """Another number, or other bytes, in a chunk whose checksum is right again (PNG, section 5.3)."""
    place, chunks = 8, []
    while place + 12 <= len(data):
        size = struct.unpack_from(">I", data, place)[0]
        chunks.append((place, size))
        place += size + 12
    place, size = rng.choice(chunks or [(0, 0)])
    name, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
    if not content:
        return bits(data, rng)
    content = rng.choice((bits, number, cut, doubled))(content, rng)
    chunk = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return data[:place] + chunk + data[place + size + 12 :]


VALUES = (
    None, True, 0, 1, -1, 2, 3, 10**6, 2**31, 2**63, 10**30, 1.5, "", "x", "0", "../..", "/etc", "\0", "é", [], {}, [1],
    [0], [10**6, 10**6, 10**6], {"name": "x"}, "NaN", "Infinity", "<u2", ">f8", "|O", "|V8", "complex64", "bytes",
)  # fmt: skip


def json_value(data: bytes, rng: Random) -> bytes:
    """Anything in the place of one value, or a value left out or said twice."""
    try:
        said = json.loads(data)
    except ValueError:
        return bits(data, rng)
    holders = [one for one in _holders(said) if one]
    if not holders:
        return b"[]"
    holder = rng.choice(holders)
    key = rng.choice(sorted(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
    what = rng.random()
    if what < 0.15:
        del holder[key]
    elif what < 0.25 and isinstance(holder, list):
        holder.append(holder[key])
    elif what < 0.5 and isinstance(holder[key], int):
        holder[key] = holder[key] * rng.choice((-1, 2, 10**3, 10**6)) + rng.choice((0, 1, -1))
    else:
        holder[key] = rng.choice(VALUES)
    return json.dumps(said).encode()


def _holders(said: Any) -> Iterator[Any]:
    if isinstance(said, dict | list):
        yield said
        for one in said.values() if isinstance(said, dict) else said:
            yield from _holders(one)
