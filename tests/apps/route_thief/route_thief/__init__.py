"""An app that wants an address that the web client has."""

from pyramid.config import Configurator
from pyramid.response import Response

from omeropyr.api import App

app = App("route_thief", title="Route thief")


def includeme(config: Configurator) -> None:
    config.add_route("webindex", "/thief/")
    config.add_view(lambda request: Response("stolen"), route_name="webindex", login_required=False)
