"""`/-/health` for machines, `/-/status` for administrators."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

import omeropyr
from omeropyr.apps import AppState
from omeropyr.errors import NotFound
from omeropyr.gateway.port import Gateway


def health(context: object, request: Request) -> dict[str, Any]:
    """200 when every gateway answers, else 503; says nothing that is not for everybody."""
    ok = all(gateway.status().ok for gateway in request.gateways.values())
    request.response.status_int = 200 if ok else 503
    return {"status": "ok" if ok else "unavailable"}


def administrators(request: Request) -> dict[str, Any]:
    """Context of the status page; others do not learn that it exists."""
    if not request.gateway.context.is_admin:
        raise NotFound("page", request.path)
    return {}


def status(context: object, request: Request) -> dict[str, Any]:
    return {
        "version": omeropyr.__version__,
        "apps": [app_row(state) for state in request.registry.apps],
        "gateways": [gateway_row(id_, gateway) for id_, gateway in request.gateways.items()],
        "notices": list(request.config.notices),
    }


def app_row(state: AppState) -> dict[str, str]:
    return {
        "name": state.name,
        "title": state.app.title if state.app else state.name,
        "version": state.app.version if state.app else "",
        "origin": state.distribution,
        "state": "on" if state.is_on else "off",
        "reason": state.reason,
    }


def gateway_row(server_id: int, gateway: Gateway) -> dict[str, Any]:
    now = gateway.status()
    return {
        "id": server_id,
        "label": gateway.label,
        "ok": now.ok,
        "detail": now.detail,
        "latency_ms": round(now.latency_ms, 1),
        "version": now.version,
    }


def includeme(config: Configurator) -> None:
    config.add_route("health", "/-/health")
    config.add_view(health, route_name="health", renderer="json", login_required=False)
    config.add_route("status", "/-/status", factory=administrators)
    config.add_view(status, route_name="status", renderer="status.jinja2", rendering="page")
    config.add_view(status, route_name="status", renderer="json", rendering="json")
