"""Workers: fair, never twice, killed and found again, stopped and gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import slow_jobs
from sqlalchemy import delete, select, text, update

from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.queue import LOG_LENGTH, MOST_ATTEMPTS
from omeropyr.gateway.embedded.jobs.registry import KINDS
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.jobs.worker import Limits, Worker
from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import DatasetRow, JobRow, MembershipRow, now
from omeropyr.gateway.model import Contents, Job, JobState, Kind, ObjectRef
from omeropyr.testing.store import SampleStore, make_store

PATIENCE = 30.0
SERVE = """
    import sys, time
    from pathlib import Path
    import slow_jobs
    from omeropyr.gateway.embedded.jobs.worker import Worker
    from omeropyr.gateway.embedded.store import Store
    slow_jobs.register_all()
    worker = Worker(Store.open(Path(sys.argv[1])))
    worker.wake()
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleStore]:
    slow_jobs.register_all()
    sample = make_store(tmp_path / "store", images=False)
    yield sample
    sample.store.close()


def jobs_of(sample: SampleStore, worker: Worker | None = None, user_id: int | None = None) -> EmbeddedJobs:
    viewer = Viewer(sample.accounts.demo_id if user_id is None else user_id, is_admin=False)
    return EmbeddedJobs(Access(sample.store, viewer, worker))


def serve(sample: SampleStore) -> subprocess.Popen[str]:
    """A process that does jobs."""
    environment = {**os.environ, "PYTHONPATH": str(Path(slow_jobs.__file__).parent)}
    command = [sys.executable, "-c", textwrap.dedent(SERVE), str(sample.path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def wait_for(jobs: EmbeddedJobs, job: Job, state: JobState) -> Job:
    until = time.monotonic() + PATIENCE
    while (found := jobs.get(job.id)).state is not state and time.monotonic() < until:
        time.sleep(0.01)
    assert found.state is state, found
    return found


def job_threads() -> set[threading.Thread]:
    """Those of every worker in this process: compare with the ones there were before."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("omeropyr-job")}


def test_no_thread_without_a_job(sample: SampleStore) -> None:
    before = job_threads()
    gateway = EmbeddedGateway(sample.store)
    gateway.login(sample.demo).jobs.mine()
    assert job_threads() <= before
    gateway.close()


def test_threads_end_with_the_gateway(sample: SampleStore, tmp_path: Path) -> None:
    before = job_threads()
    worker = Worker(sample.store)
    jobs = jobs_of(sample, worker)
    jobs.wait(jobs.start("trace", "t", {"file": str(tmp_path / "traces"), "name": "1"}).id, PATIENCE)
    assert job_threads() - before
    worker.close()
    assert job_threads() <= before
    assert list((sample.path / ".workers").iterdir()) == []


def test_every_kind_has_its_function() -> None:
    for kind in KINDS.values():
        assert callable(kind.load())


def test_a_store_that_cannot_be_written_to_keeps_its_jobs_waiting(
    sample: SampleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("No space left on device")

    worker = Worker(sample.store)
    jobs = jobs_of(sample, worker)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        job = jobs.start("refuse", "t", {})
        time.sleep(0.1)
        assert jobs.get(job.id).state is JobState.WAITING
    worker.wake()
    assert jobs.wait(job.id, PATIENCE).state is JobState.FAILED
    worker.close()


def test_progress_rate_and_remaining_time(sample: SampleStore, tmp_path: Path) -> None:
    worker = Worker(sample.store)
    jobs = jobs_of(sample, worker)
    job = jobs.start("linger", "t", {"until": str(tmp_path / "end")})
    until = time.monotonic() + PATIENCE
    while (found := jobs.get(job.id)).remaining_seconds is None and time.monotonic() < until:
        time.sleep(0.05)
    assert found.rate is not None
    assert found.remaining_seconds is not None
    assert found.remaining_seconds == pytest.approx((found.total - found.done) / found.rate)
    assert found.message == f"step {found.done}"
    (tmp_path / "end").touch()
    over = jobs.wait(job.id, PATIENCE)
    assert over.result == {"steps": over.done}
    lines = jobs.log(job.id).splitlines()
    assert lines == [f"step {number + 1}" for number in range(over.done)]
    worker.close()


def test_the_log_keeps_its_end(sample: SampleStore) -> None:
    jobs = jobs_of(sample)
    job = jobs.start("trace", "t", {})
    claim = queue.claim(sample.store, "me", most_running=1, most_of_one=1)
    assert claim is not None
    for number in range(3):
        queue.tell(sample.store, claim, queue.Progress(0, 0, "", None, ["x" * (LOG_LENGTH // 2), f"line {number}"]))
    log = jobs.log(job.id)
    assert len(log) == LOG_LENGTH
    assert log.endswith("line 2\n")


@pytest.mark.parametrize(
    ("kind", "said"), [("refuse", "colour: must be a colour"), ("fall", "log"), ("no such", "no such")]
)
def test_failures_are_one_sentence(sample: SampleStore, kind: str, said: str) -> None:
    worker = Worker(sample.store)
    jobs = jobs_of(sample, worker)
    job = jobs.wait(jobs.start(kind, "t", {}).id, PATIENCE)
    assert job.state is JobState.FAILED
    assert said in (job.error or "")
    assert "secret detail" not in (job.error or "")
    worker.close()


def test_cancelling(sample: SampleStore, tmp_path: Path) -> None:
    worker = Worker(sample.store, Limits(threads=1))
    jobs = jobs_of(sample, worker)
    running = jobs.start("linger", "t", {"until": str(tmp_path / "never")})
    wait_for(jobs, running, JobState.RUNNING)
    waiting = jobs.start("trace", "t", {"file": str(tmp_path / "traces"), "name": "1"})
    assert jobs.cancel(waiting.id).state is JobState.CANCELLED
    jobs.cancel(running.id)
    wait_for(jobs, running, JobState.CANCELLED)
    worker.close()
    assert not (tmp_path / "traces").exists()


def test_who_has_one_job_does_not_wait_for_who_has_many(sample: SampleStore, tmp_path: Path) -> None:
    other = add_user(sample.store, "other", None, first_name="O", last_name="O", groups=[(3, False)])
    many, one = jobs_of(sample), jobs_of(sample, user_id=other)
    for number in range(6):
        many.start("trace", "t", {"file": str(tmp_path / "traces"), "name": f"many {number}"})
    last = one.start("trace", "t", {"file": str(tmp_path / "traces"), "name": "one"})
    worker = Worker(sample.store, Limits(threads=1))
    worker.wake()
    wait_for(one, last, JobState.DONE)
    for job in many.mine().items:
        wait_for(many, job, JobState.DONE)
    worker.close()
    names = (tmp_path / "traces").read_text().splitlines()
    assert names == ["many 0", "one", "many 1", "many 2", "many 3", "many 4", "many 5"]


def test_limits(sample: SampleStore, tmp_path: Path) -> None:
    other = add_user(sample.store, "other", None, first_name="O", last_name="O", groups=[(3, False)])
    jobs, others = jobs_of(sample), jobs_of(sample, user_id=other)
    end = tmp_path / "end"
    started = [mine.start("linger", "t", {"until": str(end)}) for mine in (jobs, jobs, jobs, others, others)]
    worker = Worker(sample.store, Limits(threads=5, most_running=3, most_of_one=2))
    worker.wake()
    time.sleep(1.0)
    states = [mine.get(job.id).state for mine, job in zip((jobs, jobs, jobs, others, others), started, strict=True)]
    assert states.count(JobState.RUNNING) == 3
    assert 1 <= states[:3].count(JobState.RUNNING) <= 2
    end.touch()
    for mine, job in zip((jobs, jobs, jobs, others, others), started, strict=True):
        wait_for(mine, job, JobState.DONE)
    worker.close()


def test_several_processes_do_each_job_once(sample: SampleStore, tmp_path: Path) -> None:
    jobs, traces = jobs_of(sample), tmp_path / "traces"
    started = [jobs.start("trace", "t", {"file": str(traces), "name": str(number)}) for number in range(30)]
    processes = [serve(sample) for _ in range(2)]
    for job in started:
        wait_for(jobs, job, JobState.DONE)
    for process in processes:
        kill(process)
    assert sorted(traces.read_text().splitlines()) == sorted(str(number) for number in range(30))


def test_a_killed_process_s_job_is_begun_again(sample: SampleStore, tmp_path: Path) -> None:
    jobs = jobs_of(sample)
    again = jobs.start("linger", "t", {"until": str(tmp_path / "end")})
    lost = jobs.start("once", "t", {"until": str(tmp_path / "end")})
    process = serve(sample)
    for job in (again, lost):
        wait_for(jobs, job, JobState.RUNNING)
    kill(process)
    gateway = EmbeddedGateway(sample.store)
    gateway.login(sample.demo)  # the start of another process finds them
    (tmp_path / "end").touch()
    wait_for(jobs, again, JobState.DONE)
    interrupted = wait_for(jobs, lost, JobState.INTERRUPTED)
    assert interrupted.error
    assert jobs.retry(lost.id).state is JobState.WAITING
    gateway.close()


def test_a_job_that_kills_its_process_is_given_up(sample: SampleStore) -> None:
    jobs = jobs_of(sample)
    job = jobs.start("suicide", "t", {})
    for _ in range(MOST_ATTEMPTS):
        process = serve(sample)
        process.wait()
        kill(process)
    survivor = serve(sample)
    assert wait_for(jobs, job, JobState.INTERRUPTED).error
    kill(survivor)


def test_a_stopped_process_gives_its_job_back(sample: SampleStore, tmp_path: Path) -> None:
    worker = Worker(sample.store)
    jobs = jobs_of(sample, worker)
    again = jobs.start("linger", "t", {"until": str(tmp_path / "end")})
    lost = jobs.start("once", "t", {"until": str(tmp_path / "end")})
    for job in (again, lost):
        wait_for(jobs, job, JobState.RUNNING)
    worker.close()
    assert (jobs.get(again.id).state, jobs.get(lost.id).state) == (JobState.WAITING, JobState.INTERRUPTED)
    (tmp_path / "end").touch()
    next_one = Worker(sample.store)
    next_one.look()
    wait_for(jobs, again, JobState.DONE)
    next_one.close()


def test_silent_workers_of_other_machines_are_taken_for_dead(sample: SampleStore, tmp_path: Path) -> None:
    jobs = jobs_of(sample)
    silent, busy = (jobs.start("trace", "t", {"file": str(tmp_path / "traces"), "name": name}) for name in "ab")
    with sample.store.writing() as connection:
        for job, last in ((silent, now() - timedelta(hours=1)), (busy, now())):
            far = {"state": JobState.RUNNING, "worker": f"far-away:1:{job.id}", "heartbeat_at": last}
            connection.execute(update(JobRow).where(JobRow.id == job.id).values(far))
    worker = Worker(sample.store)
    worker.look()
    wait_for(jobs, silent, JobState.DONE)
    assert jobs.get(busy.id).state is JobState.RUNNING
    worker.close()


def test_rights_are_those_of_the_moment_it_is_done(sample: SampleStore) -> None:
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    dataset = session.edit.create(Kind.DATASET, "d")
    jobs = jobs_of(sample)
    job = jobs.start("delete", "t", {"refs": [["dataset", dataset]], "contents": []})
    with sample.store.writing() as connection:
        group = connection.scalar(select(DatasetRow.group_id))
        connection.execute(delete(MembershipRow).where(MembershipRow.group_id == group))
    worker = Worker(sample.store)
    worker.look()
    assert "There is no dataset" in (wait_for(jobs, job, JobState.FAILED).error or "")
    worker.close()
    gateway.close()


def test_forked_processes_begin_without_threads(sample: SampleStore, tmp_path: Path) -> None:
    script = """
        import os, sys, threading, time
        from pathlib import Path
        import slow_jobs
        from omeropyr.gateway.embedded.access import Access
        from omeropyr.gateway.embedded.jobs.registry import KINDS
        from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
        from omeropyr.gateway.embedded.jobs.worker import Worker
        from omeropyr.gateway.embedded.rights import Viewer
        from omeropyr.gateway.embedded.store import Store
        slow_jobs.register_all()
        store = Store.open(Path(sys.argv[1]))
        worker = Worker(store)
        jobs = EmbeddedJobs(Access(store, Viewer(1, False), worker))
        def do(name):
            job = jobs.start("trace", "t", {"file": sys.argv[2], "name": name})
            assert jobs.wait(job.id, 20).state == "done"
        do("parent")
        time.sleep(0.5)  # SQLite's own locks do not survive a fork while a thread is committing
        child = os.fork()
        if child == 0:
            do("child")
            worker.close()
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        do("parent again")
        worker.close()
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(slow_jobs.__file__).parent)}
    traces = tmp_path / "traces"
    command = [sys.executable, "-c", textwrap.dedent(script), str(sample.path), str(traces)]
    subprocess.run(command, check=True, env=environment, timeout=2 * PATIENCE)
    assert traces.read_text().splitlines() == ["parent", "child", "parent again"]


@pytest.mark.parametrize("milliseconds", [0, 30, 80, 200])
def test_a_delete_killed_in_the_middle_is_done_once(tmp_path: Path, milliseconds: int) -> None:
    slow_jobs.register_all()
    sample = make_store(tmp_path / "store")
    jobs = jobs_of(sample)
    refs = [ObjectRef(Kind.IMAGE, number) for number in sample.image_ids]
    parameters = [{"refs": [[ref.kind, ref.id]], "contents": [Contents.OTHER]} for ref in refs]
    parameters.append({"refs": [[Kind.SCREEN, sample.screen_id]], "contents": [Contents.CHILDREN]})
    started = [jobs.start("delete", "t", values) for values in parameters]
    process = serve(sample)
    time.sleep(milliseconds / 1000)
    kill(process)
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    changes = [wait_for(jobs, job, JobState.DONE).change_id for job in started]
    assert session.history.trash().total == len(started)
    assert session.browse.images().total == 0
    with sample.store.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    for change_id in changes:
        assert change_id is not None
        session.history.undo(change_id)
    expected = {*sample.image_ids, *sample.well_image_ids}
    assert {image.id for image in session.browse.images().items} == expected
    assert None not in session.pixels.thumbnails(sorted(expected), 96).values()
    gateway.close()
    sample.store.close()
