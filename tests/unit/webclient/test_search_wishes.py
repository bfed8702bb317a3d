"""The form of the search page in the words of the port's query language."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webob.multidict import MultiDict

from omeropyr.errors import Invalid
from omeropyr.gateway.model import Kind
from omeropyr.plugins.webclient.search_wishes import older_wish_of, wish_of


def asked(*pairs: tuple[str, str]) -> Any:
    return wish_of(MultiDict(pairs))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("cells", "name:cells OR tag:cells"),
        ('"two words" mito*', 'name:"two words" OR tag:"two words" name:mito* OR tag:mito*'),
        ("cells -blurred", "name:cells OR tag:cells -blurred"),
        ("cells OR nuclei", "name:cells OR tag:cells OR name:nuclei OR tag:nuclei"),
        ('owner:ada "cell line":"HeLa 3" -tag:x', 'owner:ada "cell line":"HeLa 3" -tag:x'),
    ],
)
def test_words_are_kept_to_fields(text: str, query: str) -> None:
    assert asked(("search_query", text), ("field", "name"), ("field", "tag")).query == query


def test_without_fields_and_with_dates() -> None:
    wish = asked(("search_query", "cells"), ("from", "2026-01-01"), ("to", "2026-01-31"), ("by", "acquired"))
    assert wish.query == "cells acquired:2026-01-01..2026-01-31"


@pytest.mark.parametrize("pairs", [{"to": "2026-01-01"}, {"from": "x"}, {"from": "2026-02-01", "to": "2026-01-01"}])
def test_days_that_cannot_be_meant(pairs: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        asked(*pairs.items())


def test_what_existing_clients_send() -> None:
    wish = older_wish_of(MultiDict([("query", "a+b"), ("datatype", "plates"), ("ownedBy", "-1"), ("searchGroup", "3")]))
    assert (wish.text, set(wish.kinds), wish.scope.group_id) == ("a b", {Kind.PLATE, Kind.ACQUISITION}, 3)
    assert older_wish_of(MultiDict(query="a")).kinds == [Kind.IMAGE]


@pytest.mark.parametrize("text", ["", "  ", "*", " * *"])
def test_nothing_to_look_for(text: str) -> None:
    assert asked(("search_query", text)).is_empty


@given(st.text())
def test_nothing_but_blanks_is_lost(text: str) -> None:
    wish = asked(("search_query", text))
    assert "".join(wish.query.split()) == "".join(wish.text.split())
