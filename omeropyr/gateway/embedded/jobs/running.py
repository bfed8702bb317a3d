"""One run of one job: from the claim to the state it ends in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any

from omeropyr.errors import GatewayError, OmeropyrError, SessionEnded
from omeropyr.gateway.embedded.access import Access, viewer_now
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.context import Cancelled, JobContext, Stopped
from omeropyr.gateway.embedded.jobs.registry import kind_called
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import JobState

log = logging.getLogger(__name__)

NO_OWNER = "Whoever asked for this may not sign in any more."
FAULT = "Something went wrong inside the program. The administrator finds the reason in the log, at job {}."


def run_job(store: Store, claim: queue.Claim, stopping: threading.Event) -> None:
    """Never raises: what goes wrong is said in the job."""
    try:
        state, result, error = _outcome(store, claim, stopping)
        queue.end(store, claim, state, result=result, error=error)
    except GatewayError as error:
        log.warning("How job %s ended cannot be written down: %s", claim.job_id, error)


Outcome = tuple[JobState, Mapping[str, Any] | None, str | None]


def _outcome(store: Store, claim: queue.Claim, stopping: threading.Event) -> Outcome:
    try:
        return JobState.DONE, _do(store, claim, stopping), None
    except Stopped:
        if kind_called(claim.kind).restartable:
            return JobState.WAITING, None, None
        return JobState.INTERRUPTED, None, "The server was stopped."
    except Cancelled:
        return JobState.CANCELLED, None, None
    except SessionEnded:
        return JobState.FAILED, None, NO_OWNER
    except OmeropyrError as error:
        return JobState.FAILED, None, str(error)
    except Exception:
        log.exception("job %s (%s) failed", claim.job_id, claim.kind)
        return JobState.FAILED, None, FAULT.format(claim.job_id)


def _do(store: Store, claim: queue.Claim, stopping: threading.Event) -> Mapping[str, Any]:
    function = kind_called(claim.kind).load()
    with store.reading() as connection:
        viewer = viewer_now(connection, Viewer(claim.owner_id, is_admin=False, actor_id=claim.actor_id))
    context = JobContext(claim, Access(store, viewer, job_id=claim.job_id), stopping)
    result = function(context, claim.parameters)
    context.flush()
    return result
