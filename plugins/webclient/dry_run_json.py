"""A plan as the dialogs of OMERO.web read it: included objects, and what would lose its link to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from omeropyr.api import Kind, LeftBehind, OmeropyrError, Plan

Json = dict[str, Any]
STEPS = 4
"""As many as the server of OMERO takes for one."""
PLURALS: Mapping[Kind, str] = {
    Kind.PROJECT: "Projects",
    Kind.DATASET: "Datasets",
    Kind.IMAGE: "Images",
    Kind.SCREEN: "Screens",
    Kind.PLATE: "Plates",
    Kind.WELL: "Wells",
    Kind.TAG: "Tags",
    Kind.FILE: "Files",
    Kind.COMMENT: "Comments",
}


def finished(plan: Plan) -> Json:
    """What would happen; or, if it cannot, why not."""
    if plan.refusals:
        sentences = list(dict.fromkeys(refusal.reason for refusal in plan.refusals))
        report = ", ".join(f"{refusal.ref}: {refusal.reason}" for refusal in plan.refusals)
        return {"finished": True, "error": " ".join(sentences), "report": report, "status": status(STEPS)}
    return {
        "finished": True,
        "status": status(STEPS),
        "includedObjects": {PLURALS[kind]: list(ids) for kind, ids in plan.objects.items()},
        "unlinkedParents": _named(plan.left_behind, "parent"),
        "unlinkedChildren": _named(plan.left_behind, "child"),
        "unlinkedAnnotations": _annotations(plan.left_behind),
    }


def failed(error: OmeropyrError) -> Json:
    kind = type(error).__name__
    return {"finished": True, "error": str(error), "report": f"{kind}: {error}", "status": status(STEPS)}


def status(step: int) -> Json:
    """Milliseconds since 1970; a plan takes no time that could be watched."""
    moment = round(datetime.now(UTC).timestamp() * 1000)
    return {"currentStep": step, "steps": STEPS, "startTime": moment, "stopTime": moment}


def _named(left: Iterable[LeftBehind], role: str) -> Json:
    found: dict[str, list[Json]] = {}
    for one in left:
        if one.role == role:
            found.setdefault(PLURALS[one.ref.kind], []).append({"id": one.ref.id, "name": one.name})
    return found


def _annotations(left: Iterable[LeftBehind]) -> Json:
    """Tags, files and comments one by one, of everything else the number."""
    found: dict[str, Any] = {}
    for one in left:
        if one.role != "annotation":
            continue
        if one.ref.kind not in PLURALS:
            found["Others"] = found.get("Others", 0) + 1
            continue
        text = "text" if one.ref.kind is Kind.COMMENT else "name"
        found.setdefault(PLURALS[one.ref.kind], []).append({"id": one.ref.id, text: one.name})
    return found
