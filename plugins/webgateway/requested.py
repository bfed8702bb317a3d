"""Which images a download is of: the one in the path, `image=` repeated, or `well=` repeated with `index=`."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.request import Request

from omeropyr.api import ImageSummary, Invalid, NotFound, Session

from .numbers import integer

MOST = 100_000
"""Images or wells that one request names."""


def requested_images(request: Request) -> Sequence[ImageSummary]:
    """Those that the user may see, each once, in the order asked. Raises Invalid for what is no number."""
    session: Session = request.gateway
    in_path = request.matchdict.get("iid", "").strip("/")
    if in_path:
        return session.images.many(_ids([in_path], "image"))
    images = request.GET.getall("image")
    if images:
        return session.images.many(_ids(images, "image"))
    field = _field(request)
    wells = _ids(request.GET.getall("well"), "well")
    return session.images.many([image_id for well in wells for image_id in _images_of(session, well, field)])


def _images_of(session: Session, well_id: int, field: int) -> Sequence[int]:
    """The image of one field of a well: none or one."""
    try:
        fields = session.browse.well(well_id)
    except NotFound:
        return []
    return [fields[field].image_id] if field < len(fields) else []


def _field(request: Request) -> int:
    number = integer(request.GET.get("index", "0"))
    if number is None or number < 0:
        raise Invalid("index", "A field of a well is named by a whole number, counted from 0.")
    return number


def _ids(texts: Sequence[str], name: str) -> list[int]:
    """Without repeats. Raises Invalid."""
    if len(texts) > MOST:
        raise Invalid(name, f"Ask for at most {MOST} at once: these are {len(texts)}.")
    numbers = [integer(text) for text in texts]
    if None in numbers:
        raise Invalid(name, f"Name each {name} by a whole number, as in {name}=1&{name}=2.")
    return list(dict.fromkeys(number for number in numbers if number is not None))
