"""What the addresses name. Loading waits until a view asks: it comes after the sign-in check and the cheap refusals."""

from __future__ import annotations

from functools import cached_property

from pyramid.request import Request

from omeropyr.api import Image, NotFound, RenderSettings, Session

from .numbers import integer


class ImageContext:
    """The image `{iid}`."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @property
    def session(self) -> Session:
        session: Session = self.request.gateway
        return session

    @cached_property
    def image_id(self) -> int:
        """Raises NotFound for a number that no store could hold."""
        number = integer(self.request.matchdict["iid"])
        if number is None:
            raise NotFound("image", self.request.matchdict["iid"])
        return number

    @cached_property
    def image(self) -> Image:
        """Raises NotFound."""
        return self.session.images.get(self.image_id)


class PlaneContext(ImageContext):
    """A plane of the image: `{plane}` holds none, Z or Z and T, each with its slash."""

    def plane(self, settings: RenderSettings) -> tuple[int, int]:
        """Z and T, those of the settings where the path has none. Raises NotFound beyond the image."""
        given = self.request.matchdict["plane"].split("/")[:-1]
        numbers = [integer(text) for text in given]
        z = numbers[0] if numbers else settings.z
        t = numbers[1] if len(numbers) > 1 else settings.t
        if z is None or t is None or z >= self.image.size_z or t >= self.image.size_t:
            raise NotFound("plane", "/".join(given))
        return z, t
