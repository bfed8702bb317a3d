"""What there is to know of an image."""

from __future__ import annotations

from .address import IMAGE, Group, Parameter, image

DEFAULTS = Parameter("getDefaults", "`true`: settings as at import, not as saved")

METADATA = Group(
    "metadata",
    "What there is to know of an image: sizes, channels, settings, levels.",
    (
        image(
            "imgData",
            f"imgData/{IMAGE}",
            "everything a viewer needs to know, as JSON",
            "imgData/1/",
            DEFAULTS,
            webclient=True,
        ),
        image(
            "imgData_key",
            f"imgData/{IMAGE}{{key:[^/]+}}/",
            "one part of it; the key is a dotted path",
            "imgData/1/size.width/",
            DEFAULTS,
        ),
    ),
)
