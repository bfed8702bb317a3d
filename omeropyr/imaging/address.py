"""Addresses of images in object stores: `http://`, `https://` and `s3://`, checked before anything is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from omeropyr.errors import Invalid

SCHEMES = ("http", "https", "s3")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A folder in an object store. `url` has no slash at its end."""

    url: str

    @classmethod
    def of(cls, text: str) -> Address:
        """Raises Invalid for an address with a password, a query or dots that lead upwards; what is secret is not
        repeated."""
        scheme, netloc, path, query, fragment = urlsplit(text.strip())
        if scheme.lower() not in SCHEMES or not netloc:
            raise Invalid("address", f"must begin with one of {', '.join(f'{one}://' for one in SCHEMES)} and a host")
        if "@" in netloc:
            raise Invalid("address", "must not contain a user name or a password; they belong into the environment")
        if query or fragment:
            raise Invalid("address", "must be that of a folder: what follows ? or # is not allowed")
        if any(part in (".", "..") for part in unquote(path).replace("\\", "/").split("/")):
            raise Invalid("address", "must not contain . or .. as a part")
        return cls(f"{scheme.lower()}://{netloc.lower()}{path.rstrip('/')}")

    def __truediv__(self, inside: str) -> Address:
        return Address(f"{self.url}/{inside.strip('/')}")

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        return unquote(self.url.rpartition("/")[2])

    @property
    def parent(self) -> Address:
        """The folder that holds it; the host is its own parent."""
        host, _, path = self.url.partition("://")[2].partition("/")
        above = path.rpartition("/")[0]
        return Address("/".join([f"{self.url.partition('://')[0]}://{host}", *([above] if above else [])]))

    def is_below(self, allowed: Iterable[Address]) -> bool:
        """True if one of `allowed` is it or leads to it, part by part."""
        return any(self.url == one.url or self.url.startswith(f"{one.url}/") for one in allowed)


Place = Path | Address
"""Where an image is."""


def is_address(text: str) -> bool:
    """True for text that is meant as an address, right or wrong."""
    return text.lower().partition("://")[0] in SCHEMES and "://" in text


def place_of(text: str) -> Place:
    """Raises Invalid for a wrong address."""
    return Address.of(text) if is_address(text) else Path(text)


def located(store: Path, text: str) -> str:
    """A file as a store's database names it: an address, an absolute path, or a path below the store's folder."""
    return text if is_address(text) else str(store / text)
