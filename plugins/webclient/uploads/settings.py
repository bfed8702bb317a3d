"""What an administrator can set of uploads."""

from __future__ import annotations

from omeropyr.api import Setting, integer

LARGEST = Setting(
    "upload.max_size",
    integer(minimum=0),
    200 * 10**9,
    "Bytes that a file uploaded from the browser may have; 0: as many as fit on the disk.",
)
KEEP_DAYS = Setting(
    "upload.keep_days",
    integer(minimum=1),
    7,
    "Days after which uploads that were not finished, and files that could not be imported, are removed.",
)
UPLOAD_SETTINGS = (LARGEST, KEEP_DAYS)
