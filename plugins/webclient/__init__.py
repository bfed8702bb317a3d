"""The web client: tree, thumbnails, inspector, viewer and their JSON end points."""

from __future__ import annotations

from pyramid.config import Configurator

from omeropyr.api import App, TopLink

from .json_settings import JSON_SETTINGS
from .plain_errors import plain_errors
from .routes import add_json_routes, add_page_routes
from .uploads.settings import UPLOAD_SETTINGS

app = App(
    "webclient",
    title="Web client",
    api="1",
    menu=(TopLink("Data", route="webindex", order=10), TopLink("History", route="history", order=20)),
    settings=(*JSON_SETTINGS, *UPLOAD_SETTINGS),
)

JSON_VIEWS = (
    "actions",
    "active_group",
    "annotation_views",
    "attachment_views",
    "avatar_views",
    "channel_views",
    "delete_views",
    "dry_runs",
    "file_views",
    "job_views",
    "json_views",
    "link_views",
    "listing_views",
    "move_containers",
    "move_targets",
    "move_views",
    "pair_views",
    "path_views",
    "plate_views",
    "post_only",
    "share_views",
    "table_page",
    "table_views",
    "tag_data",
    "tag_views",
    "undo_views",
    "transfer_views",
    "job_panel_views",
    "value_views",
    "roi_views",
    "pixel_views",
    "uploads.views",
    "search_views",
    "account_views",
    "history_page",
)
"""Modules of end points that answer JSON."""


def includeme(config: Configurator) -> None:
    add_page_routes(config)
    add_json_routes(config)
    config.scan(".login")
    config.scan(".views")
    config.scan(".inspector_views")
    config.scan(".viewer")
    config.add_view_deriver(plain_errors, "webclient_plain_errors")
    for module in JSON_VIEWS:
        config.scan(f".{module}")
