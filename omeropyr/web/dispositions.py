"""`Content-Disposition`: what a browser calls the file it saves, whatever script the name is written in.

RFC 6266 with the encoding of RFC 8187: an ASCII name for old clients, and the true one beside it where they differ.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

NAMELESS = "download"
LONGEST = 255
"""Bytes of a name in UTF-8: what file systems take."""
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){0,2}\Z")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, separators of folders, marks that turn the direction of writing around, halves of pairs."""
_ATTR_CHARS = "!#$&+-.^_`|~"
"""What RFC 8187 leaves as it is, beside letters and digits."""


def content_disposition(name: str, *, inline: bool = False) -> str:
    """The header's value for a file that is to be saved (or shown: `inline`) under `name`; any text will do."""
    kind = "inline" if inline else "attachment"
    name = saved_name(name)
    plain = _ascii(name)
    if plain == name:
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR_CHARS)}"


def saved_name(name: str) -> str:
    """A name that is one file on any system: no folders, no control characters, not hidden, not too long."""
    clean = _FORBIDDEN.sub("_", name).strip().lstrip(".") or NAMELESS
    if len(clean.encode()) <= LONGEST:
        return clean
    found = _SUFFIX.search(clean)
    suffix = found[0] if found else ""
    return _cut(clean[: len(clean) - len(suffix)], LONGEST - len(suffix)) + suffix


def _cut(text: str, longest: int) -> str:
    """Whole characters of at most so many bytes."""
    return text.encode()[:longest].decode(errors="ignore")


def _ascii(name: str) -> str:
    """Accents go, other scripts become underscores; and so does what breaks quoting in one client or another."""
    letters = unicodedata.normalize("NFKD", name)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r'[^\x20-\x7e]|["\\%]', "_", kept)
