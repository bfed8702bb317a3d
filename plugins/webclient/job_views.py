"""The user's jobs as activities: all of them, one dry run, clearing away what is over."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import TIME_ZONE, Page

from .job_json import COUNTERS, activities, job_key, names_for
from .json_views import json_view
from .marshal import Json
from .params import form_of

MOST_JOBS = 200
"""So many are listed; the oldest go."""


@json_view(route_name="activities_json", methods=("GET", "HEAD", "DELETE"))
def activities_json(request: Request) -> Json:
    session = request.gateway
    jobs = session.jobs.mine(page=Page(0, MOST_JOBS)).items
    return activities(jobs, names_for(session, jobs), request.config[TIME_ZONE])


@view_config(route_name="activities", renderer="webclient/parts/activities.jinja2", plain_errors=True)
def activities_fragment(request: Request) -> Json:
    """The same as a list for people, newest first."""
    found = activities_json(request)
    return {"jobs": [(key, job) for key, job in found.items() if key not in COUNTERS]}


@json_view(route_name="activities_update", methods=("GET", "HEAD", "POST"))
def nothing_to_update(request: Request) -> Response:
    """What OMERO.web's clients call to see whether anybody answers."""
    return Response("OK", content_type="text/plain")


@json_view(route_name="activities_clean", methods=("POST",))
def clean(request: Request) -> Json | Response:
    """Takes the job `jobKey` off the list, or every job that is over."""
    jobs = request.gateway.jobs
    key = form_of(request).get("jobKey", "")
    if key:
        return {"removed": jobs.forget([job.id for job in jobs.mine().items if job_key(job) == key]) > 0}
    jobs.forget([job.id for job in jobs.mine().items if job.state.is_over])
    return Response("OK", content_type="text/plain")
