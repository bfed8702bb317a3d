"""What every racer is asked to draw, in numbers that need no library."""

from __future__ import annotations

QUALITY = 85
RGB_WINDOWS = ((20, 230), (30, 220), (10, 240))
GAMMA = 0.8
FLUO_WINDOWS = ((300, 3000), (310, 2800), (290, 3200), (300, 2600))
FLUO_COLORS = ("0000FF", "00FF00", "FF0000", "FFFFFF")
THUMBNAIL = 96
