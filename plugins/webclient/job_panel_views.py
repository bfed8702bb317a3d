"""The user's jobs: watching, cancelling, trying again, clearing; and the trash that deletes fill."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Page, Trash

from .job_facts import job_facts
from .params import form_of, whole_number
from .uploads.drops import without_folders

Json = dict[str, Any]
MOST = 200
reading = partial(view_config, renderer="json")
changing = partial(view_config, renderer="json", methods=("POST",))


@reading(route_name="jobs")
def jobs(request: Request) -> Json:
    """Newest first, and how many of them are not over."""
    found = [job_facts(job) for job in request.gateway.jobs.mine(page=Page(limit=MOST)).items]
    return {"jobs": found, "running": sum(not job["isOver"] for job in found)}


@reading(route_name="job")
def job(request: Request) -> Json:
    """One job with the newest lines it has written."""
    number = _id(request)
    return {**job_facts(request.gateway.jobs.get(number)), "log": without_folders(request.gateway.jobs.log(number))}


@changing(route_name="job_cancel")
def cancel(request: Request) -> Json:
    return job_facts(request.gateway.jobs.cancel(_id(request)))


@changing(route_name="job_retry")
def retry(request: Request) -> Json:
    return job_facts(request.gateway.jobs.retry(_id(request)))


@changing(route_name="jobs_clear")
def clear(request: Request) -> Json:
    """Takes jobs that are over out of the list: those named by `job`, else all."""
    asked = [whole_number("job", text) for text in form_of(request).getall("job")]
    found = request.gateway.jobs.mine(page=Page(limit=MOST)).items
    over = [job.id for job in found if job.state.is_over and (not asked or job.id in asked)]
    return {"cleared": request.gateway.jobs.forget(over) if over else 0}


@reading(route_name="trash")
def trash(request: Request) -> Json:
    """What can be restored, newest first."""
    found = request.gateway.history.trash(page=Page(limit=MOST))
    return {"trash": [_trash_json(item) for item in found.items], "total": found.total}


@changing(route_name="trash_restore")
def restore(request: Request) -> Json:
    return job_facts(request.gateway.history.restore(_id(request)))


@changing(route_name="trash_empty")
def empty(request: Request) -> Json:
    """Deletes for good."""
    return job_facts(request.gateway.history.empty([_id(request)]))


def _id(request: Request) -> int:
    return int(request.matchdict["id"])


def _trash_json(trash: Trash) -> Json:
    return {
        "id": trash.id,
        "title": trash.title,
        "owner": trash.owner_id,
        "deletedAt": trash.deleted_at.isoformat(),
        "expiresAt": trash.expires_at.isoformat() if trash.expires_at else None,
        "included": {str(kind): count for kind, count in trash.included.items()},
        "bytes": trash.bytes,
    }
