"""Any text is a query, or is refused with the part that cannot be understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.searching import postgresql, sqlite
from omeropyr.gateway.embedded.searching.finding import _is_text
from omeropyr.gateway.embedded.searching.parser import parse
from omeropyr.gateway.embedded.searching.query import Field, KeyValue, Moments, Query, Sides, Term, Text, WithId
from omeropyr.gateway.embedded.searching.words import words_of

PARTS = (
    "a",
    "Ä1_b",
    '"',
    '"x y"',
    "OR",
    "AND",
    "NOT",
    "-",
    ":",
    "tag:",
    "date:2026-02",
    "size:>",
    "*",
    " ",
    "..",
    "id:1,2",
    "\0",
)
typed = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)) | st.lists(
    st.sampled_from(PARTS), max_size=12
).map("".join)


def single(query: str) -> Term:
    ((term,),) = parse(query).clauses
    return term


@given(typed)
def test_any_text_is_a_query_or_refused_with_a_sentence(query: str) -> None:
    try:
        parsed = parse(query)
    except Invalid:
        return
    assert isinstance(parsed, Query)
    assert all(clause for clause in parsed.clauses)
    texts = [clause for clause in parsed.clauses if _is_text(clause)]
    for full_text in (sqlite, postgresql):
        assert full_text.expression(texts, [["g1"]])


@given(st.text(max_size=60))
def test_words_are_letters_and_digits_in_small(text: str) -> None:
    for word in words_of(text):
        assert word
        assert all(character.isalnum() for character in word)
        assert words_of(word) == (word,)


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("Plate_A01", Text(("plate", "a01"))),
        ('"two  words"', Text(("two", "words"))),
        ("begin*", Text(("begin",), prefix=True)),
        ("tag:Mitosis", Text(("mitosis",), field=Field.TAG)),
        ('"cell line":HeLa', KeyValue("cell line", "HeLa")),
        ("dose:1*", KeyValue("dose", "1", prefix=True)),
        ("size:>2048", Sides(2049, None)),
        ("size:10..20", Sides(10, 20)),
        ("size:..20", Sides(None, 20)),
        ("id:3,4", WithId((3, 4))),
        ("https://omero.org", Text(("https", "omero", "org"))),
    ],
)
def test_meanings(query: str, meaning: object) -> None:
    assert single(query) == Term(meaning)
    assert single(f"-{query}") == Term(meaning, negated=True)


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("2026", day(2026), day(2027)),
        ("2026-12", day(2026, 12), day(2027)),
        ("2024-02-29", day(2024, 2, 29), day(2024, 3)),
        ("2026-01..2026-03", day(2026), day(2026, 4)),
        ("..2026", None, day(2027)),
        ("2026..", day(2026), None),
        (">2026-01-31", day(2026, 2), None),
        (">=2026-02", day(2026, 2), None),
        ("<2026", None, day(2026)),
        ("<=2026", None, day(2027)),
    ],
)
def test_dates(query: str, start: datetime | None, end: datetime | None) -> None:
    assert single(f"date:{query}").meaning == Moments("created_at", start, end)
    assert single(f"acquired:{query}").meaning == Moments("acquired_at", start, end)


@pytest.mark.parametrize(
    "query", ["date:2026-13", "date:2026-02-30", "date:..", "date:9999-12", "size:..", "type:x", "NOT"]
)
def test_impossible_values(query: str) -> None:
    with pytest.raises(Invalid):
        parse(query)


def test_alternatives_and_all() -> None:
    parsed = parse("a OR b c AND NOT d")
    assert [len(clause) for clause in parsed.clauses] == [2, 1, 1]
    assert parsed.clauses[2][0].negated


def test_numbers_alone_may_be_ids() -> None:
    assert parse("12, 13 14").numbers == (12, 13, 14)
    assert parse("12 a").numbers == ()
