"""Saved settings: whose they are, and giving them to many images at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.pixels import settings_rows as rendering_rows
from omeropyr.gateway.embedded.pixels.settings_check import checked, fits, moved_inside
from omeropyr.gateway.embedded.pixels.settings_rows import Saved, ranges_of, saved_for
from omeropyr.gateway.embedded.pixels.shared import PixelsBase
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.targets import Target, find_targets, require_targets
from omeropyr.gateway.model import Applied, Kind, ObjectRef, RenderingDef
from omeropyr.imaging.pixel_types import type_range
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.statistics import ChannelRange

MOST_IMAGES = 20_000
"""In one change."""

Choice = Callable[[int, Saved], RenderSettings | None]
"""What is saved for an image (its id, what is known of it); None where nothing fits it."""


class RenderingSettings(PixelsBase):
    """The part of `port.Pixels` that keeps settings. Every call that changes something is one change to undo."""

    def definitions(self, image_id: int) -> Sequence[RenderingDef]:
        with self._access.reading() as connection:
            require_targets(connection, self._access.viewer, [ObjectRef(Kind.IMAGE, image_id)])
            return rendering_rows.definitions(connection, self._access.viewer, image_id)

    def save_settings(self, image_id: int, settings: RenderSettings) -> RenderingDef:
        with self._access.writing() as writing:
            (target,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.IMAGE, image_id)])
            target.require(Act.ANNOTATE)
            saved = saved_for(writing.connection, writing.viewer, [image_id]).get(image_id)
            if saved is None:
                raise NotFound("pixels of image", image_id)
            rendering_rows.save(writing, target, saved.mine, checked(settings, saved.frame))
            return rendering_rows.definitions(writing.connection, writing.viewer, image_id)[0]

    def apply_settings(self, settings: RenderSettings, image_ids: Sequence[int], *, like: int | None = None) -> Applied:
        pixel_type = None if like is None else self._shown_of(like).frame.pixel_type

        def choice(image_id: int, saved: Saved) -> RenderSettings | None:
            return _adapted(settings, saved) if pixel_type in (None, saved.frame.pixel_type) else None

        return self._change(image_ids, choice, "Applied rendering settings to")

    def copy_settings(self, source_id: int, image_ids: Sequence[int]) -> Applied:
        source = self._shown_of(source_id)

        def choice(image_id: int, saved: Saved) -> RenderSettings | None:
            alike = saved.frame.pixel_type == source.frame.pixel_type and saved.frame.size_c == source.frame.size_c
            return _adapted(source.shown, saved) if alike else None

        return self._change(image_ids, choice, f"Copied the rendering settings of image {source_id} to")

    def reset_settings(self, image_ids: Sequence[int]) -> Applied:
        return self._change(image_ids, lambda image_id, saved: saved.defaults, "Reset the rendering settings of")

    def adopt_owners_settings(self, image_ids: Sequence[int]) -> Applied:
        title = "Took the owner's rendering settings for"
        return self._change(image_ids, lambda image_id, saved: saved.adopted, title)

    def stretch_settings(self, image_ids: Sequence[int], *, full_range: bool = False) -> Applied:
        with self._access.reading() as connection:
            known = {} if full_range else ranges_of(connection, image_ids)

        def choice(image_id: int, saved: Saved) -> RenderSettings | None:
            whole = ChannelRange(*type_range(saved.frame.pixel_type))
            ranges = known.get(image_id, [whole] * saved.frame.size_c)
            return _stretched(saved.shown, ranges)

        return self._change(image_ids, choice, "Set the windows of")

    def forget_settings(self, image_ids: Sequence[int]) -> Applied:
        with self._access.writing() as writing:
            found = _targets(writing, image_ids)
            rendering_rows.forget(writing, found)
            writing.entitle(f"Took back the rendering settings of {_images(len(found))}")
        return _applied(image_ids, list(found))

    def _shown_of(self, image_id: int) -> Saved:
        """Raises NotFound."""
        with self._access.reading() as connection:
            viewer = self._access.viewer
            require_targets(connection, viewer, [ObjectRef(Kind.IMAGE, image_id)])
            found = saved_for(connection, viewer, [image_id]).get(image_id)
        if found is None:
            raise NotFound("pixels of image", image_id)
        return found

    def _change(self, image_ids: Sequence[int], choice: Choice, title: str) -> Applied:
        """Save what `choice` gives for each image that the user may annotate."""
        done = []
        with self._access.writing() as writing:
            targets = _targets(writing, image_ids)
            allowed = {image_id: target for image_id, target in targets.items() if Act.ANNOTATE in target.acts}
            for image_id, saved in saved_for(writing.connection, writing.viewer, allowed).items():
                chosen = choice(image_id, saved)
                if chosen is not None:
                    rendering_rows.save(writing, allowed[image_id], saved.mine, chosen)
                    done.append(image_id)
            writing.entitle(f"{title} {_images(len(done))}")
        return _applied(image_ids, done)


def _targets(writing: Writing, image_ids: Sequence[int]) -> Mapping[int, Target]:
    """The readable ones by id. Raises Invalid for too many at once."""
    if len(image_ids) > MOST_IMAGES:
        raise Invalid("image_ids", f"at most {MOST_IMAGES:,} images can be changed at once")
    refs = [ObjectRef(Kind.IMAGE, image_id) for image_id in image_ids]
    return {ref.id: target for ref, target in find_targets(writing.connection, writing.viewer, refs).items()}


def _applied(asked: Sequence[int], done: Sequence[int]) -> Applied:
    """In the order asked, each image once."""
    reached = set(done)
    distinct = list(dict.fromkeys(asked))
    return Applied([one for one in distinct if one in reached], [one for one in distinct if one not in reached])


def _adapted(settings: RenderSettings, saved: Saved) -> RenderSettings | None:
    if not fits(settings, saved.frame):
        return None
    return checked(moved_inside(settings, saved.frame), saved.frame)


def _stretched(settings: RenderSettings, ranges: Sequence[ChannelRange]) -> RenderSettings:
    channels = tuple(
        replace(channel, start=found.minimum, end=found.maximum)
        for channel, found in zip(settings.channels, ranges, strict=True)
    )
    return replace(settings, channels=channels)


def _images(count: int) -> str:
    return "1 image" if count == 1 else f"{count:,} images"
