"""Jobs: whose they are, waiting, cancelling, trying again, forgetting."""

from __future__ import annotations

import pytest

from omeropyr.errors import Conflict, Forbidden, NotFound
from omeropyr.gateway.model import Job, JobState, Page
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.deleting import done, finished, image_ref


def failing(session: Session, world: World) -> Job:
    """A job that fails: half of a fileset cannot be deleted."""
    images = [world.arrange.image(name, world.owner, world.home) for name in "ab"]
    world.arrange.in_one_fileset(images)
    return finished(session, session.edit.delete([image_ref(images[0])]))


class JobContract(ContractBase):
    def test_a_job_tells_how_it_went(self, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        started = session.edit.delete([image])
        assert (started.kind, started.owner_id) == ("delete", world.owner)
        assert str(image.id) in started.title
        job = done(session, started)
        assert job.finished_at is not None
        assert job.started_at is not None
        assert started.created_at <= job.started_at <= job.finished_at
        assert (job.error, job.remaining_seconds) == (None, None)
        assert job.change_id is not None
        assert session.jobs.get(job.id) == job
        assert isinstance(session.jobs.log(job.id), str)

    def test_a_failure_says_why(self, session: Session, world: World) -> None:
        job = failing(session, world)
        assert job.state is JobState.FAILED
        assert job.error
        assert (job.change_id, session.history.mine().total) == (None, 0)

    def test_newest_first_by_state_and_page(self, session: Session, world: World) -> None:
        failed = failing(session, world)
        fine = [
            done(session, session.edit.delete([image_ref(world.arrange.image(name, world.owner, world.home))]))
            for name in "ab"
        ]
        ids = [job.id for job in (*reversed(fine), failed)]
        assert [job.id for job in session.jobs.mine().items] == ids
        page = session.jobs.mine(page=Page(offset=1, limit=1))
        assert ([job.id for job in page.items], page.total) == ([ids[1]], 3)
        assert [job.id for job in session.jobs.mine([JobState.FAILED]).items] == [failed.id]
        assert session.jobs.mine([JobState.WAITING, JobState.RUNNING]).total == 0

    def test_jobs_are_the_owner_s(self, gateway: Gateway, session: Session, world: World) -> None:
        job = failing(session, world)
        other, admin = sign_in(gateway, "leader"), sign_in(gateway, "admin")
        assert other.jobs.mine().total == 0
        for act in (other.jobs.get, other.jobs.log, other.jobs.cancel, other.jobs.retry):
            with pytest.raises(NotFound):
                act(job.id)
        assert other.jobs.forget([job.id]) == 0
        assert admin.jobs.get(job.id) == job
        assert admin.jobs.mine().total == 0
        with pytest.raises(Forbidden):
            admin.jobs.retry(job.id)
        for unknown in (999_999, -1, 2**40):
            with pytest.raises(NotFound):
                session.jobs.get(unknown)

    def test_what_is_over_cannot_be_cancelled(self, session: Session, world: World) -> None:
        job = failing(session, world)
        with pytest.raises(Conflict):
            session.jobs.cancel(job.id)
        assert session.jobs.get(job.id).state is JobState.FAILED

    def test_a_failed_job_is_tried_again(self, session: Session, world: World) -> None:
        job = failing(session, world)
        again = session.jobs.retry(job.id)
        assert (again.title, again.kind) == (job.title, job.kind)
        assert again.id > job.id
        assert finished(session, again).state is JobState.FAILED
        fine = done(session, session.edit.delete([image_ref(world.arrange.image("c", world.owner, world.home))]))
        with pytest.raises(Conflict):
            session.jobs.retry(fine.id)

    def test_forgotten_jobs_are_not_listed(self, session: Session, world: World) -> None:
        job = failing(session, world)
        assert session.jobs.forget([job.id, 999_999]) == 1
        assert session.jobs.forget([job.id]) == 0
        assert session.jobs.mine().total == 0
        assert session.jobs.get(job.id) == job

    def test_jobs_go_on_without_their_owner(self, gateway: Gateway, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        leaving = sign_in(gateway, "owner")
        job = leaving.edit.delete([image])
        leaving.end()
        assert finished(session, job).state is JobState.DONE
