"""What an administrator can set of this app."""

from __future__ import annotations

from omeropyr.api import Setting, boolean, choice, integer

JSONP = Setting(
    "jsonp",
    boolean,
    False,
    "Answer ?callback=NAME with a script (JSONP), for pages of other sites that cannot do better.",
)
THUMBNAIL_SIZE = Setting(
    "thumb_default_size",
    integer(minimum=16, maximum=2048),
    96,
    "Longest side of a thumbnail whose size is not asked for, in pixels.",
    aliases=("omero.client.browser.thumb_default_size",),
)
INITIAL_ZOOM = Setting(
    "viewer.initial_zoom_level",
    integer(),
    0,
    "Level at which viewers show big images first; 0 is the smallest, -1 full size.",
    aliases=("omero.client.viewer.initial_zoom_level",),
)
INTERPOLATE = Setting(
    "viewer.interpolate_pixels",
    boolean,
    True,
    "Whether viewers smooth an image that is shown larger than it is.",
    aliases=("omero.client.viewer.interpolate_pixels",),
)
MAX_PLANE_WIDTH = Setting(
    "max_plane_width",
    integer(minimum=1),
    3192,
    "Widest plane, in pixels, that is taken as a whole: for a histogram, or to call an image large.",
    aliases=("omero.pixeldata.max_plane_width",),
)
MAX_PLANE_HEIGHT = Setting(
    "max_plane_height",
    integer(minimum=1),
    3192,
    "Highest plane, in pixels, that is taken as a whole.",
    aliases=("omero.pixeldata.max_plane_height",),
)
LARGEST_ARCHIVE = Setting(
    "maximum_multifile_download_size",
    integer(minimum=0),
    0,
    "Most bytes of original files that are sent as one ZIP; 0 = any number, for an archive costs no space here.",
)

PLATE_LAYOUT = Setting(
    "plate_layout",
    choice("expand", "trim", "shrink"),
    "expand",
    "Rows and columns of a plate: as plates are sold, to the last well, or only those that are used.",
)
MOST_TABLE_ROWS = Setting(
    "max_table_download_rows",
    integer(minimum=1),
    10_000,
    "Most rows of a table in one answer.",
)
MOST_TABLE_CELLS = Setting(
    "max_table_slice_size",
    integer(minimum=1),
    1_000_000,
    "Most cells of a table in one answer, and most rows that are searched at once.",
)

SETTINGS = (
    JSONP,
    THUMBNAIL_SIZE,
    INITIAL_ZOOM,
    INTERPOLATE,
    MAX_PLANE_WIDTH,
    MAX_PLANE_HEIGHT,
    LARGEST_ARCHIVE,
    PLATE_LAYOUT,
    MOST_TABLE_ROWS,
    MOST_TABLE_CELLS,
)
