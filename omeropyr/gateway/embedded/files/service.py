"""Original files and attachments: reading and keeping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.files.keeping import Checksum, Written, written
from omeropyr.gateway.embedded.files.pieces import pieces_of
from omeropyr.gateway.embedded.files.rows import original_file, readable_files
from omeropyr.gateway.embedded.history.rowchanges import insert_row
from omeropyr.gateway.embedded.schema import NAME_LENGTH, OriginalFileRow
from omeropyr.gateway.embedded.targets import group_for
from omeropyr.gateway.embedded.texts import checked_name, checked_text
from omeropyr.gateway.model import Kind, OriginalFile


class EmbeddedFiles:
    """See `port.Files`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def get(self, file_id: int) -> OriginalFile:
        for file in self.many([file_id]):
            return file
        raise NotFound(Kind.ORIGINAL_FILE, file_id)

    def many(self, file_ids: Sequence[int]) -> Sequence[OriginalFile]:
        with self._access.reading() as connection:
            rows = connection.execute(readable_files(self._viewer, list(file_ids)))
            found = {row.id: original_file(row) for row in rows}
        return [found[file_id] for file_id in dict.fromkeys(file_ids) if file_id in found]

    def read(self, file_id: int, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        return pieces_of(self.get(file_id), self._access.store.path, start, length)

    def store(
        self,
        name: str,
        pieces: Iterable[bytes],
        *,
        mimetype: str | None = None,
        group_id: int | None = None,
        checksum: str | None = None,
    ) -> OriginalFile:
        said = None if checksum is None else Checksum.parse(checksum)
        described = {"name": checked_name(name), "mimetype": _checked_mimetype(mimetype)}
        with self._access.reading() as connection:
            group_id = group_for(connection, self._viewer, group_id)
        with written(self._access.store, name, pieces, said) as file:
            made = self._record(file, described, group_id)
        return self.get(made)

    def _record(self, file: Written, described: dict[str, str | None], group_id: int) -> int:
        """Id of the file, which appears with its row. Rights are asked again: pieces may take hours to arrive."""
        facts = {"size": file.size, "modified_ns": file.facts.st_mtime_ns, "checksum": file.checksum}
        path = str(file.path.relative_to(self._access.store.path))
        with self._access.writing() as writing:
            group_for(writing.connection, writing.viewer, group_id)
            owner = {"owner_id": writing.viewer.user_id, "group_id": group_id}
            values = {**described, "client_path": described["name"], "path": path, "position": 0, **facts, **owner}
            made, row = insert_row(writing.connection, OriginalFileRow, values)
            new = {"name": described["name"], "size": file.size, "checksum": file.checksum}
            writing.record("create", Kind.ORIGINAL_FILE, made, new=new, rows=[row])
            file.appear()
        return made


def _checked_mimetype(mimetype: str | None) -> str | None:
    return None if mimetype is None else checked_text("mimetype", mimetype, longest=NAME_LENGTH) or None
