"""Every address of the web client, in one place. Names are those existing apps look up."""

from __future__ import annotations

from pyramid.config import Configurator

from .viewer import viewed_image


def add_page_routes(config: Configurator) -> None:
    """Pages and fragments; their views are in `views.py`."""
    config.add_route("webindex", "/webclient/")
    config.add_route("userdata", "/webclient/userdata/")
    config.add_route("usertags", "/webclient/usertags/")
    config.add_route("weblogin", "/webclient/login/")
    config.add_route("weblogout", "/webclient/logout/")
    config.add_route("keepalive_ping", "/webclient/keepalive_ping/")
    config.add_route("overview", "/webclient/overview/")
    config.add_route("contents", r"/webclient/contents/{kind:[a-z]+}/{id:\d{1,18}}/")
    config.add_route("load_plate", r"/webclient/load_plate/{kind:[a-z]+}/{id:\d{1,18}}/")
    config.add_route("metadata_orphaned", r"/webclient/metadata_details/orphaned/{id:-?\d{1,18}}/")
    for panel in ("details", "acquisition", "preview"):
        config.add_route(f"metadata_{panel}", rf"/webclient/metadata_{panel}/{{kind:[a-z]+}}/{{id:\d{{1,18}}}}/")
    config.add_route("batch_annotate", "/webclient/batch_annotate/")
    config.add_route("image_viewer", r"/webclient/img_detail/{iid:\d{1,18}}/", factory=viewed_image)
    for name in ("rois", "line_profile", "pixel_values"):
        config.add_route(f"viewer_{name}", rf"/webclient/viewer/{{iid:\d{{1,18}}}}/{name}/", factory=viewed_image)


def add_json_routes(config: Configurator) -> None:
    """JSON end points; their views are in `json_views.py`, `path_views.py`, `annotation_views.py`, ..."""
    for name in (
        "groups",
        "containers",
        "datasets",
        "images",
        "plates",
        "plate_acquisitions",
        "tags",
        "annotations",
        "links",
        "shares",
    ):
        config.add_route(f"api_{name}", f"/webclient/api/{name}/")
    config.add_route("api_experimenter", "/webclient/api/experimenters/{id:-?[0-9]{1,18}}/")
    config.add_route("api_share_images", "/webclient/api/share_images/{id:[0-9]{1,18}}/")
    config.add_route("api_parent_links", "/webclient/api/parent_links/")
    config.add_route("api_paths_to_object", "/webclient/api/paths_to_object/")
    config.add_route("edit_channel_names", "/webclient/edit_channel_names/{id:[0-9]{1,18}}/")
    config.add_route("marshal_tagging_form_data", "/webclient/marshal_tagging_form_data/")
    config.add_route("annotate_tags", "/webclient/annotate_tags/")
    for name in ("comment", "rating", "map", "file"):
        config.add_route(f"annotate_{name}", f"/webclient/annotate_{name}/")
    add_own_routes(config)
    add_upload_routes(config)
    add_search_routes(config)
    config.add_route("history", "/webclient/history/")
    config.add_route("account", "/webclient/account/")
    config.add_route("trash_page", "/webclient/account/trash/")
    add_action_routes(config)
    config.include(".json_routes")


def add_action_routes(config: Configurator) -> None:
    """Their views are in `actions.py`."""
    ref = "{kind:[a-z]+}/{id:[0-9]{1,18}}/"
    config.add_route("action_add", "/webclient/action/addnewcontainer/")
    config.add_route("action_add_in", f"/webclient/action/addnewcontainer/{ref}")
    config.add_route("action_savename", f"/webclient/action/savename/{ref}")
    config.add_route("action_savedescription", f"/webclient/action/savedescription/{ref}")
    config.add_route("action_remove", f"/webclient/action/remove/{ref}")
    config.add_route("action_delete", f"/webclient/action/delete/{ref}")
    config.add_route("action_deletemany", "/webclient/action/deletemany/")


def add_own_routes(config: Configurator) -> None:
    """What our own pages ask for beside the contract: JSON, with refs such as `image-12`."""
    number = r"{id:\d{1,18}}/"
    place = rf"/webclient/listing/{{kind:[a-z]+}}/{number}"
    config.add_route("listing", place)
    for name in ("facets", "values"):
        config.add_route(f"listing_{name}", f"{place}{name}/")
    config.add_route("well_fields", rf"/webclient/well_fields/{{kind:[a-z]+}}/{number}")
    config.add_route("well_values", f"/webclient/well_values/{number}")
    config.add_route("undo", f"/webclient/undo/{number}")
    config.add_route("changes", "/webclient/changes/")
    config.add_route("pairs", "/webclient/pairs/")
    config.add_route("attachments", "/webclient/attachments/")
    for name in ("delete", "move", "give"):
        config.add_route(f"{name}_objects", f"/webclient/{name}/")
    config.add_route("give_people", "/webclient/give/people/")
    config.add_route("jobs", "/webclient/jobs/")
    config.add_route("jobs_clear", "/webclient/jobs/clear/")
    config.add_route("job", f"/webclient/jobs/{number}")
    for name in ("cancel", "retry"):
        config.add_route(f"job_{name}", f"/webclient/jobs/{number}{name}/")
    config.add_route("trash", "/webclient/trash/")
    for name in ("restore", "empty"):
        config.add_route(f"trash_{name}", f"/webclient/trash/{number}{name}/")


def add_upload_routes(config: Configurator) -> None:
    """Their views are in `uploads/views.py`."""
    drop = "{drop:[0-9a-f]{16}}/"
    config.add_route("uploads", "/webclient/uploads/")
    config.add_route("upload", "/webclient/uploads/{upload:[0-9a-f]{16}-[0-9a-f]{32}}/")
    config.add_route("upload_drop", f"/webclient/uploads/{drop}")
    config.add_route("upload_import", f"/webclient/uploads/{drop}import/")


def add_search_routes(config: Configurator) -> None:
    """Their views are in `search_views.py`."""
    config.add_route("search", "/webclient/search/")
    config.add_route("search_hints", "/webclient/search/hints/")
    config.add_route("load_searching", "/webclient/load_searching/form/")
