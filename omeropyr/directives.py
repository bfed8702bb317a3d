"""What an app may say to the configurator beside Pyramid's own words."""

from __future__ import annotations

from pyramid.config import Configurator

from omeropyr.security.authenticators import Authenticator


def add_authenticator(config: Configurator, authenticator: Authenticator) -> None:
    """Ask this one before the stored connector is looked at; those added first are asked first."""
    chain = config.registry.authenticators
    config.action(
        ("authenticator", authenticator.__module__, authenticator.__qualname__),
        lambda: chain.insert(len(chain) - 1, authenticator),
    )
