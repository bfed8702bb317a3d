"""Jobs as the activities of OMERO.web: each kind of job with keys of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from omeropyr.api import Job, JobState, Kind, ObjectRef, Session

Json = dict[str, Any]
TYPES = {"delete": "delete", "move": "chgrp", "give": "chown"}
"""Kinds of jobs that OMERO.web has under other names; all others keep theirs."""
COUNTERS = ("inprogress", "failure", "jobs")
_WORDS = {Kind.ACQUISITION: "Plate Run", Kind.TAGSET: "Tag Set", Kind.MAP: "Map Annotation"}


@dataclass(frozen=True, slots=True)
class Names:
    """What groups and people are called that jobs lead to."""

    groups: Mapping[int, str]
    people: Mapping[int, str]

    def of(self, ref: ObjectRef) -> str:
        known = self.groups if ref.kind is Kind.GROUP else self.people
        return known.get(ref.id, f"{ref.kind} {ref.id}")


def names_for(session: Session, jobs: Iterable[Job]) -> Names:
    """As many questions for two hundred jobs as for one."""
    places = {job.destination for job in jobs if job.destination is not None}
    people = [place.id for place in places if place.kind is Kind.EXPERIMENTER]
    has_groups = any(place.kind is Kind.GROUP for place in places)
    return Names(
        {group.id: group.name for group in session.browse.groups().items} if has_groups else {},
        {person.id: person.full_name for person in session.browse.people(people)} if people else {},
    )


def activities(jobs: Sequence[Job], names: Names, zone: ZoneInfo) -> Json:
    """Every key but the counters is a job."""
    shown = {job_key(job): activity(job, names, zone) for job in jobs}
    states = [status_of_job(job) for job in jobs]
    return {
        "inprogress": states.count("in progress"),
        "failure": states.count("failed"),
        "jobs": len(shown),
        **shown,
    }


def job_key(job: Job) -> str:
    return str(job.id)


def status_of_job(job: Job) -> str:
    if not job.state.is_over:
        return "in progress"
    return "finished" if job.state is JobState.DONE else "failed"


def activity(job: Job, names: Names, zone: ZoneInfo) -> Json:
    shown: Json = {
        "job_type": TYPES.get(job.kind, job.kind),
        "status": status_of_job(job),
        "start_time": start_time(job.started_at or job.created_at, zone),
    }
    if job.kind == "delete":
        return {**shown, **_deletion(job)}
    shown["job_name"] = _job_name(job)
    if job.kind in TYPES:
        return {**shown, **_change(job, names)}
    return {**shown, "Message": job.error or job.message, "error": int(status_of_job(job) == "failed")}


def start_time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _job_name(job: Job) -> str:
    return {"move": "Change group", "give": "Change owner"}.get(job.kind, job.title)


def _deletion(job: Job) -> Json:
    ids = [str(ref.id) for ref in job.refs]
    return {
        "delmany": len(ids) if len(ids) > 1 else False,
        "did": ids if len(ids) > 1 else "".join(ids),
        "dtype": type_word(job.refs),
        "error": int(status_of_job(job) == "failed"),
        "dreport": _report(job),
    }


def _change(job: Job, names: Names) -> Json:
    """A move or a new owner."""
    shown: Json = {"dtype": type_word(job.refs), "obj_ids": [ref.id for ref in job.refs]}
    if job.destination is not None:
        word, id_key = ("group", "to_group_id") if job.kind == "move" else ("owner", "to_owner_id")
        shown |= {word: names.of(job.destination), id_key: job.destination.id}
    report = _report(job)
    return shown if report is None else {**shown, "report": report, "error": 1}


def _report(job: Job) -> str | None:
    """Why it did not come to an end."""
    return (job.error or f"The job was {job.state}.") if status_of_job(job) == "failed" else None


def type_word(refs: Sequence[ObjectRef]) -> str:
    """`Image`, `Plate Run`; several kinds with commas between them."""
    kinds = dict.fromkeys(ref.kind for ref in refs)
    return ", ".join(_WORDS.get(kind, str(kind).capitalize()) for kind in kinds)
