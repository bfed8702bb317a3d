"""The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from omeropyr.api import Invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
CHUNK = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
ALGORITHMS = ("sha1", "sha256", "md5")


@dataclass(frozen=True, slots=True)
class Checksum:
    algorithm: str
    digest: bytes


def length_of(headers: Mapping[str, str], name: str) -> int:
    """`Upload-Length` or `Upload-Offset`: whole bytes. Raises Invalid."""
    text = headers.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Invalid(name, "This header must be a number of bytes.")
    return int(text)


def metadata_of(header: str) -> dict[str, str]:
    """`Upload-Metadata`: pairs of a key and a base64 text, separated by commas. Raises Invalid."""
    found: dict[str, str] = {}
    for pair in filter(None, (item.strip() for item in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = _decoded(value).decode()
        except UnicodeDecodeError:
            raise Invalid("Upload-Metadata", f"The value of {key[:40]} is not UTF-8.") from None
    return found


def checksum_of(header: str) -> Checksum | None:
    """`Upload-Checksum`: an algorithm and the base64 digest of the chunk; None without. Raises Invalid."""
    if not header.strip():
        return None
    algorithm, _, digest = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid("Upload-Checksum", f"Known algorithms are {', '.join(ALGORITHMS)}.")
    wanted = _decoded(digest)
    if len(wanted) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise Invalid("Upload-Checksum", f"This is no digest of {algorithm}.")
    return Checksum(algorithm, wanted)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("Upload-Metadata", "Values must be base64.") from None
