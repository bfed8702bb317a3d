"""What a user changed, and the ways back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true

from omeropyr.errors import Forbidden, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.browse.paging import one_page
from omeropyr.gateway.embedded.history.undo import undo
from omeropyr.gateway.embedded.history.undo_job import announce, is_huge_undo
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.query import is_id
from omeropyr.gateway.embedded.schema import ChangeRow, EventRow, TrashRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import require_targets
from omeropyr.gateway.model import Change, Event, Job, Kind, Listing, ObjectRef, Page, Privilege, Trash
from omeropyr.gateway.port import EVERYTHING


class EmbeddedHistory:
    """See `port.History`."""

    def __init__(self, access: Access, jobs: EmbeddedJobs) -> None:
        self._access, self._jobs = access, jobs

    def mine(self, *, page: Page = EVERYTHING) -> Listing[Change]:
        own = select(*ChangeRow.__table__.c).where(ChangeRow.user_id == self._access.viewer.user_id)
        with self._access.reading() as connection:
            return one_page(connection, own.order_by(ChangeRow.id.desc()), page, _change)

    def latest(self) -> Change | None:
        change_id = self._access.latest_change_id
        return None if change_id is None else self._get(change_id)

    def _get(self, change_id: int) -> Change:
        with self._access.reading() as connection:
            return _change(connection.execute(select(*ChangeRow.__table__.c).where(ChangeRow.id == change_id)).one())

    def undo(self, change_id: int) -> Change:
        if not is_id(change_id):
            raise NotFound("change", change_id)
        with self._access.writing() as writing:
            is_huge = is_huge_undo(writing.connection, change_id)
            made = announce(writing, change_id) if is_huge else undo(writing, change_id)
        if is_huge:
            self._access.wake_worker()
        return self._get(made)

    def events(
        self, *, ref: ObjectRef | None = None, user_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Event]:
        found = select(*EventRow.__table__.c).order_by(EventRow.id.desc())
        viewer = self._access.viewer
        with self._access.reading() as connection:
            if ref is not None:
                require_targets(connection, viewer, [ref])
                found = found.where(EventRow.kind == ref.kind, EventRow.object_id == ref.id)
            elif user_id is None and not viewer.is_admin:
                user_id = viewer.user_id
            if user_id is not None:
                if ref is None and user_id != viewer.user_id and not viewer.is_admin:
                    raise Forbidden("Only administrators see what others did.")
                found = found.where(EventRow.user_id == user_id)
            return one_page(connection, found, page, _event)

    def trash(self, *, page: Page = EVERYTHING) -> Listing[Trash]:
        found = select(*TrashRow.__table__.c).where(TrashRow.act == "delete", self._may_restore)
        with self._access.reading() as connection:
            return one_page(connection, found.order_by(TrashRow.id.desc()), page, _trash)

    def restore(self, trash_id: int) -> Job:
        trash = self._find(trash_id)
        return self._jobs.start("restore", f"Restore {trash.title}", {"trash": trash_id})

    def empty(self, trash_ids: Sequence[int]) -> Job:
        titles = [self._find(trash_id).title for trash_id in dict.fromkeys(trash_ids)]
        what = titles[0] if len(titles) == 1 else f"{len(titles)} parts of the trash"
        return self._jobs.start("empty", f"Delete for good: {what}", {"trash": list(trash_ids)})

    def _find(self, trash_id: int) -> Trash:
        if is_id(trash_id):
            mine = (TrashRow.id == trash_id, TrashRow.act == "delete", self._may_restore)
            with self._access.reading() as connection:
                row = connection.execute(select(*TrashRow.__table__.c).where(*mine)).one_or_none()
            if row is not None:
                self._require_own_or_privilege(row.owner_id)
                return _trash(row)
        raise NotFound("trash", trash_id)

    def _require_own_or_privilege(self, owner_id: int) -> None:
        """What others deleted is in the hands of administrators who may delete themselves. Raises Forbidden."""
        viewer = self._access.viewer
        if owner_id != viewer.user_id and not viewer.holds(Privilege.DELETE_OWNED):
            raise Forbidden(
                f"You may not touch what others deleted: that takes the privilege {Privilege.DELETE_OWNED}."
            )

    @property
    def _may_restore(self) -> ColumnElement[bool]:
        viewer = self._access.viewer
        return true() if viewer.is_admin else TrashRow.owner_id == viewer.user_id


def _change(row: AnyRow) -> Change:
    return Change(
        id=row.id,
        user_id=row.user_id,
        at=row.at,
        title=row.title,
        refs=[ObjectRef(Kind(kind), object_id) for kind, object_id in row.refs],
        can_undo=row.can_undo and row.undone_by_id is None,
        undone_by=row.undone_by_id,
    )


def _event(row: AnyRow) -> Event:
    return Event(
        id=row.id,
        at=row.at,
        user_id=row.user_id,
        action=row.action,
        kind=row.kind,
        object_id=row.object_id,
        old=row.old,
        new=row.new,
        change_id=row.change_id,
    )


def _trash(row: AnyRow) -> Trash:
    return Trash(
        id=row.id,
        title=row.title,
        owner_id=row.owner_id,
        deleted_at=row.deleted_at,
        included={Kind(kind): count for kind, count in row.included.items()},
        bytes=row.bytes,
        expires_at=row.expires_at,
    )
