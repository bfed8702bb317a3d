"""Which group and owner a connection looks at."""

from __future__ import annotations

from omeropyr.gateway.model import Scope

ALL = "-1"


class ServiceOptions(dict[str, str]):
    """`conn.SERVICE_OPTS`: texts as in OMERO's call context, `-1` for every group."""

    def getOmeroGroup(self) -> str | None:
        return self.get("omero.group")

    def setOmeroGroup(self, value: int | str | None = None) -> None:
        self._set("omero.group", value)

    def getOmeroUser(self) -> str | None:
        return self.get("omero.user")

    def setOmeroUser(self, value: int | str | None = None) -> None:
        self._set("omero.user", value)

    def _set(self, key: str, value: int | str | None) -> None:
        if value is None:
            self.pop(key, None)
        else:
            self[key] = str(value)

    def copy(self) -> ServiceOptions:
        return ServiceOptions(self)

    @property
    def scope(self) -> Scope:
        """The same as a value of the port."""
        return Scope(group_id=_number(self.getOmeroGroup()), owner_id=_number(self.getOmeroUser()))


def _number(text: str | None) -> int | None:
    return None if text in (None, ALL) else int(text)
