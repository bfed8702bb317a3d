"""A job as our own pages know it; `activities_json` says the same in the words of existing clients."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from omeropyr.api import Job


def job_facts(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "title": job.title,
        "state": str(job.state),
        "isOver": job.state.is_over,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "error": job.error,
        "rate": job.rate,
        "remainingSeconds": job.remaining_seconds,
        "change": job.change_id,
        "createdAt": job.created_at.isoformat(),
        "finishedAt": _moment(job.finished_at),
        "result": dict(job.result),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
