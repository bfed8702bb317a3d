"""How images look to whom: settings saved, copied and reset."""

from __future__ import annotations

from .address import IMAGE, RENDERING, Address, Group, Parameter, image

CALLBACK = Parameter("callback", "the name of a function to call with the answer, where the site allows it")
TO_IDS = Parameter("toids", "form: ids of the objects; repeated")
TO_TYPE = Parameter("to_type", "form: `image` (default), `dataset`, `project`, `plate`, `screen` or `acquisition`")
SETTINGS = tuple(parameter for parameter in RENDERING if parameter.name != "q")
PLANE = Parameter("z, t", "the plane shown first, counted from 1")


def _change(name: str, returns: str) -> Address:
    return Address(
        name=name,
        path=f"{name}/",
        returns=returns,
        example=f"{name}/",
        methods=("POST",),
        parameters=(TO_IDS, TO_TYPE),
    )


RDEFS = Group(
    "rdefs",
    "Rendering settings that are saved: whose they are, copying them from one image to others, resetting them.",
    (
        Address(
            name="saveImgRDef",
            path=f"saveImgRDef/{IMAGE}",
            returns="`true`, as a script; `false` where the image is not there or may not be annotated",
            example="saveImgRDef/1/?c=1|0:255$FF0000&m=c",
            factory=image("", "", "", "").factory,
            methods=("POST",),
            parameters=(*SETTINGS, PLANE, CALLBACK),
            webclient=True,
        ),
        image(
            "get_image_rdefs_json",
            f"get_image_rdefs_json/{IMAGE}",
            '`{"rdefs": [...]}`: what everybody has saved for the image',
            "get_image_rdefs_json/1/",
        ),
        image(
            "compatImgRDef",
            f"compatImgRDef/{IMAGE}",
            "ids of the images of its project with the same pixel type and channels, as a script",
            "compatImgRDef/1/",
            CALLBACK,
        ),
        Address(
            name="getImgRDef",
            path="getImgRDef/",
            returns='`{"rdef": {...}}`: what was copied last, or null',
            example="getImgRDef/",
            webclient=True,
        ),
        Address(
            name="copyImgRDef",
            path="copyImgRDef/",
            returns="`true` for a copy; for a paste the ids it reached and those it did not, or `false`",
            example="copyImgRDef/?fromid=1",
            methods=("GET", "POST"),
            parameters=(
                Parameter("fromid", "query: the image whose settings are copied"),
                *SETTINGS,
                PLANE,
                Parameter("pixel_range", "`min:max`, kept for the client"),
                Parameter("imageId", "the image that `c` was made with"),
                Parameter("store", "POST: anything, to copy `c` instead of pasting it"),
                TO_IDS,
                Parameter("to_type", "form: `dataset`, `plate` or `acquisition`; everything else is images"),
            ),
            webclient=True,
        ),
        _change("resetRDef", "ids of the images that look as at import again"),
        _change("applyOwnersRDef", "ids of the images that look as their owners saved them"),
        _change("resetOwnersRDef", "the same by another name"),
    ),
)
