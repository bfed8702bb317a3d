"""The statement of a search: candidates from the index, the best of them first, with counts.

Never more than LIMIT candidates are gathered: those that match in the name, then in labels, then anywhere, newest
first. Where there are more, counts are lower bounds and `Found.complete` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select, union_all

from omeropyr.gateway.embedded.query import is_id
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import SearchDocumentRow
from omeropyr.gateway.embedded.searching import postgresql, sqlite
from omeropyr.gateway.embedded.searching.documents import NUMBERS
from omeropyr.gateway.embedded.searching.filters import condition
from omeropyr.gateway.embedded.searching.query import Clause, Field, Moments, Owner, Query, Sides, Text
from omeropyr.gateway.embedded.searching.rooms import rooms_of, rooms_of_owner
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, Page, Scope

DOCUMENT = SearchDocumentRow
FULL_TEXTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
LIMIT = 1_000
TIERS = (((Field.NAME,), 2), ((Field.NAME, Field.TAG, Field.KEY_VALUE, Field.FILE), 1))
"""Fields in which all words are, and what that is worth. Anywhere at all is worth nothing more."""


@dataclass
class Search:
    """One search by one viewer; `bound` collects what the statement binds."""

    connection: Connection
    viewer: Viewer
    query: Query
    kinds: Sequence[Kind]
    scope: Scope
    bound: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._full_text = FULL_TEXTS[self.connection.dialect.name]
        rooms = rooms_of(self.connection, self.viewer)
        self._nobody = rooms is not None and not rooms
        self._marks = [] if not rooms else [rooms]
        for clause in self.query.clauses:
            meaning = clause[0].meaning
            if len(clause) > 1 or clause[0].negated:
                continue
            if isinstance(meaning, Moments):
                self._marks.append(meaning.marks)
            elif isinstance(meaning, Owner):
                self._marks.append(rooms_of_owner(self.connection, self.viewer, meaning) or ["none"])
        if self.kinds:
            self._marks.append([f"k{NUMBERS[kind]}" for kind in self.kinds if kind in NUMBERS] or ["none"])

    def rows(self, page: Page) -> Sequence[AnyRow]:
        """Those of the best candidates. Where names alone have more than LIMIT, nothing else is looked for."""
        if self._texts and self._ranked and not self.query.numbers and not self._nobody:
            found = self._run([self._by_text(*TIERS[0])], page)
            if found and found[0].total > LIMIT:
                return found
        return self._run(self._candidates(), page)

    def _run(self, candidates: Sequence[AnySelect], page: Page) -> Sequence[AnyRow]:
        return self.connection.execute(self._statement(candidates, page), self.bound).all()

    def _statement(self, found_by: Sequence[AnySelect], page: Page) -> AnySelect:
        """Rows of documents with `tier`, `total`, and `count_<kind>`."""
        candidates = union_all(*(self._selectable(one) for one in found_by)).subquery("candidates")
        best = select(candidates.c.id, func.max(candidates.c.tier).label("tier")).group_by(candidates.c.id)
        found = best.subquery("found")
        counts = [func.count(case((DOCUMENT.kind == kind, 1))).over().label(f"count_{kind}") for kind in NUMBERS]
        columns = [DOCUMENT.id, found.c.tier, func.count().over().label("total"), *counts]
        cut = select(*columns).select_from(found).join(DOCUMENT, DOCUMENT.id == found.c.id)
        cut = cut.order_by(found.c.tier.desc(), DOCUMENT.id.desc()).offset(page.offset or None).limit(page.limit)
        rows = cut.subquery("page")
        texts = [column for column in DOCUMENT.__table__.columns if column.name != "id"]
        shown = select(*texts, *[column for column in rows.c if column.name != "id"])
        return shown.join(rows, rows.c.id == DOCUMENT.id).order_by(rows.c.tier.desc(), DOCUMENT.id.desc())

    @staticmethod
    def _selectable(statement: AnySelect) -> AnySelect:
        """With a limit of its own inside a union."""
        inner = statement.subquery()
        return select(inner.c.id, inner.c.tier)

    def _candidates(self) -> list[AnySelect]:
        if self._nobody:
            return [self._by_filters().where(literal(False))]
        if not self._texts:
            found = [self._by_filters()]
        else:
            found = [self._by_text(fields, worth) for fields, worth in TIERS if self._ranked]
            found.append(self._by_text(None, 0))
        return [*found, self._by_numbers()] if self.query.numbers else found

    @property
    def _texts(self) -> list[Clause]:
        """Clauses that the index answers by itself."""
        return [clause for clause in self.query.clauses if _is_text(clause)]

    @property
    def _ranked(self) -> bool:
        """Whether it matters where words are found: some of them may be anywhere."""
        return any(text.field is None for text in self.query.texts())

    def _restricted(self, statement: AnySelect) -> AnySelect:
        """By everything but the clauses of texts."""
        clauses = enumerate(self.query.clauses)
        where = [self._other(clause, number) for number, clause in clauses if not _is_text(clause)]
        where += [DOCUMENT.group_id == self.scope.group_id] if self.scope.group_id is not None else []
        where += [DOCUMENT.owner_id == self.scope.owner_id] if self.scope.owner_id is not None else []
        where += [DOCUMENT.kind.in_(self.kinds)] if self.kinds else []
        return Sight(self.viewer, DOCUMENT).restrict(statement).where(*where)

    def _by_text(self, fields: Sequence[Field] | None, worth: int) -> AnySelect:
        index, name = self._full_text, f"words_{worth}"
        asked = (self._texts, self._marks) if fields is None else (self._texts, self._marks, fields)
        self.bound[name] = index.expression(*asked)
        found = select(index.DOCUMENT_ID.label("id"), literal(worth).label("tier")).select_from(index.source())
        found = found.join(DOCUMENT, DOCUMENT.id == index.DOCUMENT_ID).where(index.matches(name))
        return self._restricted(found).order_by(index.DOCUMENT_ID.desc()).limit(LIMIT + 1)

    def _by_filters(self) -> AnySelect:
        found = select(DOCUMENT.id, literal(0).label("tier")).select_from(DOCUMENT)
        return self._restricted(found).order_by(*self._natural_order()).limit(LIMIT + 1)

    def _natural_order(self) -> list[Any]:
        """That of the index which finds what is asked for, so that the limit ends the work."""
        for clause in self.query.clauses:
            meaning = clause[0].meaning
            if isinstance(meaning, Moments) and len(clause) == 1:
                return [getattr(DOCUMENT, meaning.column).desc()]
            if isinstance(meaning, Sides) and len(clause) == 1:
                return [DOCUMENT.side.desc()]
        return [DOCUMENT.object_id.desc()] if self.kinds else [DOCUMENT.id.desc()]

    def _by_numbers(self) -> AnySelect:
        """The objects with these ids, before everything else."""
        found = select(DOCUMENT.id, literal(3).label("tier")).select_from(DOCUMENT)
        kinds, numbers = self.kinds or tuple(NUMBERS), [number for number in self.query.numbers if is_id(number)]
        found = Sight(self.viewer, DOCUMENT).restrict(found)
        return found.where(DOCUMENT.kind.in_([str(kind) for kind in kinds]), DOCUMENT.object_id.in_(numbers))

    def _other(self, clause: Clause, number: int) -> ColumnElement[bool]:
        """Alternatives of which some are filters: each is looked up by itself."""
        return or_(
            *(
                self._looked_up(term, f"other_{number}_{position}")
                if isinstance(term.meaning, Text)
                else condition(term, self.viewer)
                for position, term in enumerate(clause)
            )
        )

    def _looked_up(self, term: Any, name: str) -> ColumnElement[bool]:
        index = self._full_text
        self.bound[name] = index.expression([(type(term)(term.meaning),)], self._marks)
        found = DOCUMENT.id.in_(select(index.DOCUMENT_ID).select_from(index.source()).where(index.matches(name)))
        return ~found if term.negated else found


def _is_text(clause: Clause) -> bool:
    """Whether the index alone can say: texts that are wanted, or one that is not."""
    if not all(isinstance(term.meaning, Text) for term in clause):
        return False
    return len(clause) == 1 or not any(term.negated for term in clause)
