"""An OMERO.server as a gateway: the entry point `omero` of `omeropyr.gateways`."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import Ice
import omero

from omeropyr.errors import ConfigurationError, GatewayError, LoginFailed
from omeropyr.gateway.model import Credentials, GatewayStatus
from omeropyr.gateway.omero.clients import Client, Server, new_client
from omeropyr.gateway.omero.errors import logging_in, translated
from omeropyr.gateway.omero.joined import Joined
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.pool import IDLE_SECONDS, MOST, Pool
from omeropyr.gateway.omero.session import OmeroSession
from omeropyr.gateway.port import Annotations, Browse, Images, Pixels, Session

OFFERED = (Annotations, Browse, Images, Pixels)
"""Annotations are read only so far: what writes raises NotSupported."""
UNKNOWN_VERSION = "unknown"
GUEST = "guest"
"""An account that every OMERO.server has, with its name for a password; some administrators take it away."""
DEFAULT_PORT = 4064


class OmeroGateway:
    """See `port.Gateway`. Making one connects to nothing."""

    def __init__(self, server: Server, most: int = MOST, idle_seconds: float = IDLE_SECONDS) -> None:
        self._server, self._version = server, UNKNOWN_VERSION
        self._pool = Pool(server, most, idle_seconds)

    @property
    def label(self) -> str:
        return self._server.label or self._server.host

    @property
    def address(self) -> tuple[str, int]:
        return self._server.host, self._server.port

    @property
    def pool(self) -> Pool:
        """For tests and for the status page; apps use sessions."""
        return self._pool

    def login(self, credentials: Credentials, *, agent: str = "omeropyr", client_ip: str | None = None) -> Session:
        name, password = (_sendable(text) for text in (credentials.username, credentials.password))
        client = new_client(self._server, agent, client_ip)
        try:
            with logging_in():
                client.createSession(name, password)
            return self._session(self._pool.adopt(client))
        except BaseException:
            client.close()
            raise

    def join(self, key: str) -> Session:
        return self._session(self._pool.lease(key))

    def _session(self, joined: Joined) -> Session:
        lease = Lease(self._pool, joined)
        try:
            return OmeroSession(lease)
        except BaseException:
            lease.close()
            raise

    def status(self) -> GatewayStatus:
        started = time.perf_counter()
        try:
            with translated():
                version = self._ask_version()
            ok, detail = True, f"OMERO.server {self._server.host}:{self._server.port}"
        except GatewayError as error:
            ok, detail, version = False, f"{self._server.host}:{self._server.port}: {error}", self._version
        latency = (time.perf_counter() - started) * 1000
        return GatewayStatus(ok=ok, detail=detail, latency_ms=latency, version=version)

    def _ask_version(self) -> str:
        """Through whoever is signed in, else as the guest; without one it is enough that the router answers."""
        joined = self._pool.any()
        if joined is not None:
            self._version = joined.config.getVersion()
            return self._version
        client = new_client(self._server)
        try:
            client.getRouter(client.getCommunicator()).ice_ping()
            self._version = _as_guest(client) or self._version
        finally:
            client.close()
        return self._version

    def supports(self, service: type) -> bool:
        return service in OFFERED

    def close(self) -> None:
        self._pool.close()


def _as_guest(client: Client) -> str | None:
    try:
        version: str = client.createSession(GUEST, GUEST).getConfigService().getVersion()
    except (Ice.Exception, omero.ClientError):
        return None
    return version


def _sendable(text: str) -> str:
    """A name or password as Ice can send it. Raises LoginFailed: what cannot be sent is nobody's."""
    if not text or "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise LoginFailed
    return text


def open_gateway(config: Mapping[str, str]) -> OmeroGateway:
    """From one entry of `server_list`. Keys: host, port, label, ca (a PEM file), ciphers. Connects to nothing yet.

    Raises ConfigurationError with every fault.
    """
    port = config.get("port", str(DEFAULT_PORT))
    faults = []
    if not config.get("host"):
        faults.append("host: the name or address of the OMERO.server must be given")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        faults.append(f"port: must be a number from 1 to 65535, not {port!r}")
    ca = config.get("ca", "")
    if ca and not os.path.isfile(ca):
        faults.append(f"ca: there is no file {ca}")
    if faults:
        raise ConfigurationError(faults)
    host, label, ciphers = (config.get(key, "") for key in ("host", "label", "ciphers"))
    return OmeroGateway(
        Server(host=host, port=int(port), label=label, ca=os.path.abspath(ca) if ca else "", ciphers=ciphers)
    )
