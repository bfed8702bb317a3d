"""Deleting, moving and giving away, as BlitzGateway has them: each starts a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from omeropyr.gateway.conn.annotations import BlitzAnnotation
from omeropyr.gateway.conn.lookups import Lookups
from omeropyr.gateway.model import Applied, Contents, Job, Kind, ObjectRef

WAIT_SECONDS = 60.0
FOUND_BELOW = {Kind.DATASET: Kind.PROJECT, Kind.IMAGE: Kind.DATASET, Kind.PLATE: Kind.SCREEN}


class Changes(Lookups):
    """The part of a connection that changes many objects at once."""

    def _refs(self, graph_spec: str, obj_ids: Iterable[int]) -> list[ObjectRef]:
        kind = self.kind_of(graph_spec.strip("/").split("/")[-1])
        return [ObjectRef(kind, int(number)) for number in obj_ids]

    def deleteObjects(
        self,
        graph_spec: str,
        obj_ids: Sequence[int],
        deleteAnns: bool = False,
        deleteChildren: bool = False,
        dryRun: bool = False,
        wait: bool = False,
    ) -> Job | None:
        """The job that moves them to the trash; None for a dry run, which raises what the delete would raise."""
        refs = self._refs(graph_spec, obj_ids)
        chosen = {Contents.CHILDREN: deleteChildren, Contents.TAGS: deleteAnns, Contents.FILES: deleteAnns}
        contents = [name for name, wanted in {**chosen, Contents.OTHER: deleteAnns}.items() if wanted]
        if dryRun:
            self.session.edit.plan_delete(refs, contents)
            return None
        return self._awaited(self.session.edit.delete(refs, contents), wait)

    def deleteObject(self, obj: object) -> Job | None:
        """One object or annotation, at once."""
        if isinstance(obj, BlitzAnnotation):
            self.session.annotations.delete([obj.getId()])
            return None
        reference: ObjectRef = obj._ref  # type: ignore[attr-defined]  # every other wrapper of an object has one
        return self._awaited(self.session.edit.delete([reference]), True)

    def chgrpObjects(
        self,
        graph_spec: str,
        obj_ids: Sequence[int],
        group_id: int,
        container_id: int | None = None,
        wait: bool = False,
    ) -> Job:
        """The job that moves them to another group, into a container there if one is given."""
        refs = self._refs(graph_spec, obj_ids)
        holder = FOUND_BELOW.get(refs[0].kind) if refs and container_id is not None else None
        parent = None if holder is None or container_id is None else ObjectRef(holder, container_id)
        return self._awaited(self.session.edit.move(refs, group_id, parent=parent), wait)

    def chownObjects(self, graph_spec: str, obj_ids: Sequence[int], owner_id: int, wait: bool = False) -> Job:
        """The job that gives them to another owner."""
        return self._awaited(self.session.edit.give(self._refs(graph_spec, obj_ids), owner_id), wait)

    def _awaited(self, job: Job, wait: bool) -> Job:
        return self.session.jobs.wait(job.id, WAIT_SECONDS) if wait else job

    def applySettingsToSet(self, fromid: int, to_type: str, toids: Sequence[int]) -> Mapping[bool, list[int]]:
        """Copy the settings of one image to others, or to all images of datasets: `{True: done, False: not}`."""
        ids = [int(number) for number in toids]
        if self.kind_of(to_type) is Kind.DATASET:
            listed = (self.session.browse.images(dataset_id=number).items for number in ids)
            ids = [image.id for images in listed for image in images]
        applied: Applied = self.session.pixels.copy_settings(int(fromid), ids)
        return {True: list(applied.done), False: list(applied.refused)}
