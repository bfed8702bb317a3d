"""How a gateway is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """Whether a store answers; `detail` is one sentence for administrators."""

    ok: bool
    detail: str
    latency_ms: float
    version: str
