"""What an administrator may say in the ini file: `gallery.columns = 6`."""

from __future__ import annotations

from omeropyr.api import Setting, integer

COLUMNS = Setting("gallery.columns", integer(minimum=1, maximum=12), 4, "Images side by side in the gallery.")
