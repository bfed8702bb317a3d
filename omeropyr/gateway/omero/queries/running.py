"""Asking an HQL text: values in, one dictionary a row out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omero.rtypes import rbool, rdouble, rlist, rlong, rstring, unwrap
from omero.sys import ParametersI

from omeropyr.errors import Forbidden, Invalid
from omeropyr.gateway.model import Page
from omeropyr.gateway.omero.lease import Lease, in_group
from omeropyr.gateway.port import EVERYTHING

Row = dict[str, Any]
"""Column -> value; `..._details_permissions` and `permissions` are maps themselves."""
LARGEST_ID = 2**63 - 1


def rows(
    lease: Lease,
    hql: str,
    values: Mapping[str, Any] | None = None,
    *,
    group_id: int | None = None,
    page: Page = EVERYTHING,
) -> list[Row]:
    """What a `select new map(...)` gives, in one round trip. An empty list for `in (...)` asks nobody."""
    return [unwrap(row[0]) for row in _projection(lease, hql, parameters_of(values or {}, page), group_id)]


def objects(lease: Lease, hql: str, values: Mapping[str, Any]) -> list[Any]:
    """Objects of the model, each once, in one round trip; those that the query fetches are loaded."""
    parameters = parameters_of(values, EVERYTHING)
    if parameters is None:
        return []
    found = lease.read(lambda joined: joined.query.findAllByQuery(hql, parameters, in_group(None)))
    return list({one.id.val: one for one in found}.values())


def number(lease: Lease, hql: str, values: Mapping[str, Any] | None = None, *, group_id: int | None = None) -> int:
    """What a `select count(...)` gives."""
    found = _projection(lease, hql, parameters_of(values or {}, EVERYTHING), group_id)
    return int(unwrap(found[0][0])) if found else 0


def _projection(lease: Lease, hql: str, parameters: Any | None, group_id: int | None) -> list[Any]:
    if parameters is None:
        return []
    try:
        found: list[Any] = lease.read(lambda joined: joined.query.projection(hql, parameters, in_group(group_id)))
    except Forbidden:
        if group_id is None:
            raise
        return []  # a group that the user is not in, or that does not exist, has nothing to show
    return found


def parameters_of(values: Mapping[str, Any], page: Page) -> Any | None:
    """Named values for a query; None when nothing can be found, since a list is empty."""
    if any(isinstance(value, list | tuple) and not value for value in values.values()):
        return None
    parameters = ParametersI({name: _wrap(value) for name, value in values.items()})
    if page != EVERYTHING:
        check_page(page)
        parameters.page(page.offset, page.limit if page.limit is not None else 2**31 - 1)
    return parameters


def _wrap(value: Any) -> Any:
    if isinstance(value, bool):
        return rbool(value)
    if isinstance(value, int):
        return rlong(value)
    if isinstance(value, float):
        return rdouble(value)
    if isinstance(value, str):
        return rstring(value)
    return rlist([_wrap(item) for item in value])


def ids(numbers: Sequence[int]) -> list[int]:
    """Those that can be ids at all, each once."""
    return list(dict.fromkeys(number for number in numbers if 0 <= number <= LARGEST_ID))


def check_page(page: Page) -> None:
    """Raises Invalid for a page that cannot be meant."""
    if page.offset < 0 or (page.limit is not None and page.limit < 0):
        raise Invalid("page", "offset and limit must not be negative")
