"""A job as our own pages know it; `activities_json` says the same in the words of existing clients."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from omeropyr.api import Job

from .uploads.drops import without_folders


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
        "result": _result(job),
    }


def _result(job: Job) -> dict[str, Any]:
    """Outcomes of imports name files as the user knows them."""
    result = dict(job.result)
    if job.kind == "import" and "outcomes" in result:
        result["outcomes"] = [_outcome(outcome) for outcome in result["outcomes"]]
    return result


def _outcome(outcome: Mapping[str, Any]) -> dict[str, Any]:
    path, detail = without_folders(outcome["path"]), without_folders(outcome["detail"])
    return {**outcome, "path": path, "detail": detail, "files": [without_folders(file) for file in outcome["files"]]}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
