"""Passwords (Argon2id) and session keys. Nothing here ever logs or returns a password."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@dataclass(frozen=True, slots=True)
class HashCost:
    """How much work one guess costs; `memory` in KiB."""

    time: int
    memory: int
    parallelism: int


NORMAL = HashCost(time=3, memory=64 * 1024, parallelism=4)
"""RFC 9106's second choice; about 50 ms."""
CHEAP = HashCost(time=1, memory=64, parallelism=1)
"""For tests only."""


@cache
def _hasher(cost: HashCost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.time, memory_cost=cost.memory, parallelism=cost.parallelism)


@cache
def _nobody(cost: HashCost) -> str:
    """Hash of a password nobody has: unknown users cost as much time as wrong passwords."""
    return _hasher(cost).hash(uuid.uuid4().hex)


def hash_password(password: str, cost: HashCost) -> str:
    return _hasher(cost).hash(password.encode("utf-8", "surrogatepass"))


def verify_password(password_hash: str | None, password: str, cost: HashCost) -> bool:
    """Whether the password is right. Without a hash the same work is done, and the answer is no."""
    try:
        right = _hasher(cost).verify(password_hash or _nobody(cost), password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def new_session_key() -> str:
    """122 random bits, spelled like OMERO's session keys."""
    return str(uuid.uuid4())


def hash_session_key(key: str) -> str:
    """A plain hash is enough for a key that nobody could guess."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
