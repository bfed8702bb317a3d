"""What an administrator can set of the web client's JSON addresses."""

from __future__ import annotations

from typing import Any

from omeropyr.api import Setting, boolean, choice, integer, json_list, text

EVERYONE_LABEL = Setting(
    "ui.menu.dropdown.everyone.label",
    text,
    "All Members",
    "What the person who stands for everybody is called.",
    aliases=("omero.client.ui.menu.dropdown.everyone.label",),
)
ORPHANS_ENABLED = Setting(
    "ui.tree.orphans.enabled",
    boolean,
    True,
    "Show everybody the images that are in no dataset; owners, group leaders and administrators see theirs anyway.",
    aliases=("omero.client.ui.tree.orphans.enabled",),
)
ORPHANS_NAME = Setting(
    "ui.tree.orphans.name",
    text,
    "Orphaned Images",
    "What the folder of images in no dataset is called.",
    aliases=("omero.client.ui.tree.orphans.name",),
)

MAX_TABLE_ROWS = Setting(
    "max_table_download_rows",
    integer(minimum=1),
    10_000,
    "So many rows of a table are given out at once; larger tables are fetched in pieces.",
)

PLATE_LAYOUT = Setting(
    "plate_layout",
    choice("expand", "trim", "shrink"),
    "expand",
    "How much of a plate is drawn: `expand` whole blocks of 8 x 12 wells, `trim` from A1 to the last well with images, "
    "`shrink` from the first to the last.",
)

METADATA_PANES = Setting(
    "ui.metadata_panes",
    json_list,
    tuple[Any, ...](),
    'Sections of annotations in this order, as in [{"name": "tag", "label": "Tags", "index": 1}]: tag, map, table, '
    "file, comment, rating, other; empty: all of them.",
    aliases=("omero.web.ui.metadata_panes",),
)
ORPHANS_DESCRIPTION = Setting(
    "ui.tree.orphans.description",
    text,
    "These are images that lie in no dataset and on no plate.",
    "What the inspector says of the folder of images in no dataset.",
    aliases=("omero.client.ui.tree.orphans.description",),
)
MOST_EXPORTED_PIXELS = Setting(
    "download_as.max_size",
    integer(minimum=0),
    144_000_000,
    "Pixels of the largest plane that is offered as JPEG, PNG or TIFF; 0 = any.",
    aliases=("omero.client.download_as.max_size",),
)
LARGEST_ARCHIVE = Setting(
    "maximum_multifile_download_size",
    integer(minimum=0),
    0,
    "Most bytes of original files that are offered as one ZIP; 0 = any number.",
)

JSON_SETTINGS = (
    PLATE_LAYOUT,
    EVERYONE_LABEL,
    ORPHANS_ENABLED,
    ORPHANS_NAME,
    ORPHANS_DESCRIPTION,
    MAX_TABLE_ROWS,
    METADATA_PANES,
    MOST_EXPORTED_PIXELS,
    LARGEST_ARCHIVE,
)
