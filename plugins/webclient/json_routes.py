"""Addresses of the end points for jobs, files and sessions. Their views are in the modules named `..._views`."""

from __future__ import annotations

from pyramid.config import Configurator

NUMBER = "{id:[0-9]{1,18}}"


def includeme(config: Configurator) -> None:
    add_job_routes(config)
    add_file_routes(config)
    add_session_routes(config)
    add_move_routes(config)


def add_job_routes(config: Configurator) -> None:
    config.add_route("activities_json", "/webclient/activities_json/")
    config.add_route("activities", "/webclient/activities/")
    config.add_route("activities_update", "/webclient/activities_update/")
    config.add_route("activities_clean", "/webclient/activities_update/clean/")


def add_file_routes(config: Configurator) -> None:
    config.add_route("annotation_file", f"/webclient/annotation/{NUMBER}/")
    for name in ("get_original_file", "download_original_file", "download_orig_metadata"):
        config.add_route(name, f"/webclient/{name}/{NUMBER}/")
    config.add_route("omero_table", f"/webclient/omero_table/{NUMBER}/")
    config.add_route("load_original_metadata", f"/webclient/load_original_metadata/{NUMBER}/")
    for form in ("json", "csv"):
        config.add_route(f"omero_table_{form}", f"/webclient/omero_table/{NUMBER}/{form}/")


def add_session_routes(config: Configurator) -> None:
    config.add_route("change_active_group", "/webclient/active_group/")
    config.add_route("avatar", f"/webclient/avatar/{NUMBER}/")


def add_move_routes(config: Configurator) -> None:
    for name in ("chgrp", "chown", "load_chgrp_groups"):
        config.add_route(name, f"/webclient/{name}/")
    target = "{group:[0-9]{1,18}}/{kind:project|dataset|screen}/"
    config.add_route("load_chgrp_target", f"/webclient/load_chgrp_target/{target}")
    config.add_route("chgrp_dry_run", "/webclient/chgrpDryRun/")
    config.add_route("chown_dry_run", "/webclient/chownDryRun/")
    config.add_route("fileset_check", "/webclient/fileset_check/{act:delete|chgrp}/")
    config.add_route("fileset_check_json", "/webclient/fileset_check/{act:delete|chgrp}/json/")
