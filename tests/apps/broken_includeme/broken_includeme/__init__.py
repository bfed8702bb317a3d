"""An app that registers a page and then fails."""

from pyramid.config import Configurator
from pyramid.response import Response

from omeropyr.api import App

app = App("broken_includeme", title="Broken half way")


def includeme(config: Configurator) -> None:
    config.add_route("half", "/half/")
    config.add_view(lambda request: Response("half"), route_name="half", login_required=False)
    raise RuntimeError("the other half is missing")
