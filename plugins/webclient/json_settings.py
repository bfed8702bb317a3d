"""What an administrator can set of the web client's JSON addresses."""

from __future__ import annotations

from omeropyr.api import Setting, boolean, choice, integer, text

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

JSON_SETTINGS = (PLATE_LAYOUT, EVERYONE_LABEL, ORPHANS_ENABLED, ORPHANS_NAME, MAX_TABLE_ROWS)
