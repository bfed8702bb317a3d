"""The table of rights, written down once more and apart from the code: what somebody may do, in letters.

s see, a annotate, e edit, d delete, l link, m move to another group, g give to another owner.
"""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.gateway.model import Privilege

STRANGER, MEMBER, LEADER = "stranger", "member", "leader"
ROLES = (STRANGER, MEMBER, LEADER)

ON_OTHERS = {
    ("rw----", MEMBER): "",
    ("rw----", LEADER): "sedg",
    ("rwr---", MEMBER): "s",
    ("rwr---", LEADER): "saedlg",
    ("rwra--", MEMBER): "sa",
    ("rwra--", LEADER): "saedlg",
    ("rwrw--", MEMBER): "saedl",
    ("rwrw--", LEADER): "saedlg",
}
ON_OWN = "saedlm"
BY_PRIVILEGE = {
    Privilege.WRITE_OWNED: "ael",
    Privilege.DELETE_OWNED: "d",
    Privilege.CHGRP: "m",
    Privilege.CHOWN: "g",
}
FOR_FILES = {
    "original_file": {Privilege.WRITE_FILE: "ael", Privilege.DELETE_FILE: "d"},
    "fileset": {Privilege.WRITE_MANAGED_REPO: "ael", Privilege.DELETE_MANAGED_REPO: "d"},
}


@dataclass(frozen=True)
class Standing:
    """How somebody stands to one group; `privileges` None for who is no administrator."""

    level: str
    role: str
    privileges: frozenset[Privilege] | None = None

    @property
    def may_create(self) -> bool:
        return self.role != STRANGER or Privilege.WRITE_OWNED in (self.privileges or ())

    def letters(self, *, own: bool) -> set[str]:
        """What they may do to their own data in the group, or to that of others."""
        if self.privileges is None and self.role == STRANGER:
            return set()
        letters = set(ON_OTHERS[self.level, self.role]) if self.role != STRANGER else set()
        return letters | self._as_administrator() | (set(ON_OWN) if own else set())

    def _as_administrator(self) -> set[str]:
        if self.privileges is None:
            return set()
        letters = {"s"}.union(*(BY_PRIVILEGE.get(one, "") for one in self.privileges))
        return letters - set("al") if self.level == "rw----" else letters
