"""An app that claims another app's address under a name of its own."""

from pyramid.config import Configurator
from pyramid.response import Response

from omeropyr.api import App

app = App("address_thief", title="Address thief")


def includeme(config: Configurator) -> None:
    config.add_route("my_own_name", "/webclient/")
    config.add_view(lambda request: Response("stolen"), route_name="my_own_name", login_required=False)
