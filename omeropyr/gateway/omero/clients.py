"""Making an omero.client: where the server is, how its certificate is checked, how long to wait for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import Ice
from omero.clients import BaseClient

ANY_CIPHER = "HIGH:ADH:@SECLEVEL=0"
"""Works with servers that have a certificate and with those that, as of old, have none (anonymous Diffie-Hellman)."""
CHECKED_CIPHER = "HIGH:!aNULL"
"""Without anonymous ciphers: a server that shows no certificate cannot be the right one."""
CONNECT_MS = 5_000
CALL_MS = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where an OMERO.server is. `ca` is a file of certificates (PEM) that its certificate must descend from; without
    it traffic is encrypted, but anybody might sit in between."""

    host: str
    port: int = 4064
    label: str = ""
    ca: str = ""
    ciphers: str = ""

    def properties(self) -> Mapping[str, str]:
        """What Ice and IceSSL are told."""
        told = {
            "omero.host": self.host,
            "omero.port": str(self.port),
            "Ice.Override.ConnectTimeout": str(CONNECT_MS),
            "Ice.Default.InvocationTimeout": str(CALL_MS),
            "IceSSL.Ciphers": self.ciphers or (CHECKED_CIPHER if self.ca else ANY_CIPHER),
            "IceSSL.VerifyPeer": "0",
        }
        if self.ca:
            told |= {"IceSSL.VerifyPeer": "1", "IceSSL.CheckCertName": "1"}
            told |= {"IceSSL.CAs": os.path.basename(self.ca), "IceSSL.DefaultDir": os.path.dirname(self.ca)}
        return told


class Client(BaseClient):
    """A client that a forked process leaves alone: closing it there would wait for threads that do not exist."""

    def __init__(self, properties: Any) -> None:
        self.pid = os.getpid()
        super().__init__(id=properties)

    def close(self) -> None:
        """Leave the session, if any, and give all threads and connections back. Never raises."""
        self.__del__()

    def __del__(self) -> None:
        if self.pid == os.getpid():
            super().__del__()


def new_client(server: Server, agent: str = "omeropyr", client_ip: str | None = None) -> Client:
    """One that is not signed in yet; nothing is sent. `agent` and `client_ip` are what administrators see."""
    data = Ice.InitializationData()
    data.properties = Ice.createProperties()
    for name, value in server.properties().items():
        data.properties.setProperty(name, value)
    client = Client(data)
    client.setAgent(agent)
    if client_ip:
        client.setIP(client_ip)
    return client
