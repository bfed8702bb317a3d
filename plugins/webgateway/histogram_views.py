"""Histograms, over the range that a channel has in the whole image: those of all planes can be compared."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Channel, Image, Invalid, NotFound, dumps

from .caching import picture, picture_tag
from .contexts import ImageContext
from .numbers import integer
from .settings import MAX_PLANE_HEIGHT, MAX_PLANE_WIDTH

DEFAULT_BINS = 256
UNKNOWN_MAXIMUM = 1.0
"""What servers store as the largest value of a channel whose values nobody has looked at."""


@view_config(route_name="webgateway_histogram_json", family="R")
def histogram_json(context: ImageContext, request: Request) -> Response:
    """`{"data": [...]}` of one plane; of a pyramid, of its largest level that is taken as a whole."""
    z, t, bins = (
        _count(request, name, default) for name, default in (("theZ", 0), ("theT", 0), ("bins", DEFAULT_BINS))
    )
    image = context.image
    channel = _channel(image, request.matchdict["channel"])
    if z >= image.size_z or t >= image.size_t:
        raise NotFound("plane", f"theZ={z}, theT={t}")
    level = _level(image, request.config[MAX_PLANE_WIDTH], request.config[MAX_PLANE_HEIGHT])
    if level is None:
        body = dumps({"error": "Every level of this image is too large for a histogram."})
        return Response(body.encode(), content_type="application/json", status=400)
    over = _range(channel)

    def counted() -> bytes:
        found = context.session.pixels.histogram(image.id, channel.index, z=z, t=t, bins=bins, over=over, level=level)
        return dumps({"data": found.counts}).encode()

    return picture(request, picture_tag(image, channel, z, t, bins, level), counted, "application/json")


def _count(request: Request, name: str, default: int) -> int:
    """Raises Invalid for anything but a whole number that is not negative."""
    if name not in request.GET:
        return default
    number = integer(request.GET[name])
    if number is None or number < 0:
        raise Invalid(name, f"A whole number that is not negative, as in {name}={default}.")
    return number


def _channel(image: Image, text: str) -> Channel:
    number = integer(text)
    if number is None or number >= len(image.channels):
        raise NotFound(f"channel of image {image.id} with the number", text)
    return image.channels[number]


def _level(image: Image, width: int, height: int) -> int | None:
    """The largest level of a pyramid that is not larger than this; None if there is none."""
    if not image.is_tiled:
        return 0
    return next((n for n, size in enumerate(image.levels) if size.width <= width and size.height <= height), None)


def _range(channel: Channel) -> tuple[float, float] | None:
    """None: that of the plane, because nobody knows that of the channel."""
    if channel.maximum == UNKNOWN_MAXIMUM or not channel.minimum < channel.maximum:
        return None
    return channel.minimum, channel.maximum
