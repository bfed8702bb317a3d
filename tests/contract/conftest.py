"""Arranging past the port: rows by SQL, pixels by files of our own. Fixtures for everything in this folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from databases import EmptyStores
from sqlalchemy import insert, select, update

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.schema import (
    PARENT_COLUMNS,
    SYSTEM_GROUP,
    USER_GROUP,
    VALUE_COLUMNS,
    AnnotationLinkRow,
    AnnotationRow,
    ChannelAcquisitionRow,
    ChannelRow,
    DatasetImageRow,
    DatasetRow,
    DetectorRow,
    ExperimenterRow,
    FilesetRow,
    GroupRow,
    ImageAcquisitionRow,
    ImageRow,
    InstrumentRow,
    KeyValueRow,
    MembershipRow,
    ObjectiveRow,
    OriginalFileRow,
    OriginalMetadataRow,
    PixelsRow,
    PlaneRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.gateway.model import (
    Acquisition,
    AnnotationValue,
    ChannelAcquisition,
    Detector,
    Environment,
    Kind,
    Microscope,
    Objective,
    ObjectRef,
    OriginalFile,
    PermissionLevel,
    PlaneInfo,
    Privilege,
    Quantity,
)
from omeropyr.imaging.source import Pixels
from omeropyr.testing.contract.arranging import password_of

COLORS = ("FF0000", "00FF00", "0000FF")
DEPTH, HEIGHT, WIDTH = 3, 48, 64


class EmbeddedArrange:
    """See `Arrange`. Shares no code with the importer and the services."""

    def __init__(self, folder: Path, empty_stores: EmptyStores) -> None:
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self.store = empty_stores.copy(folder / "store")

    def _insert(self, table: Any, **values: Any) -> int:
        with self.store.writing() as connection:
            return int(connection.execute(insert(table).values(values).returning(table.id)).scalar_one())

    def _group_of(self, table: Any, object_id: int) -> int:
        with self.store.reading() as connection:
            return int(connection.execute(select(table.group_id).where(table.id == object_id)).scalar_one())

    def group(self, name: str, level: PermissionLevel) -> int:
        return self._insert(GroupRow, name=name, sort_name=name.casefold(), level=level)

    def user(
        self,
        name: str,
        *,
        groups: Sequence[int],
        leads: Sequence[int] = (),
        admin: bool = False,
        privileges: Collection[Privilege] | None = None,
    ) -> int:
        held = list(Privilege) if privileges is None and admin else list(privileges or ())
        admin = admin or privileges is not None
        user_id = self._insert(
            ExperimenterRow,
            ome_name=name,
            first_name=name.title(),
            last_name="Tester",
            password_hash=passwords.hash_password(password_of(name), passwords.CHEAP),
            default_group_id=groups[0],
            privileges=held,
        )
        memberships = [*groups, USER_GROUP, *([SYSTEM_GROUP] if admin else [])]
        with self.store.writing() as connection:
            for group in memberships:
                row = {"user_id": user_id, "group_id": group, "is_leader": group in leads}
                connection.execute(insert(MembershipRow).values(row))
        return user_id

    def project(self, name: str, owner: int, group: int) -> int:
        return self._insert(ProjectRow, name=name, owner_id=owner, group_id=group)

    def screen(self, name: str, owner: int, group: int) -> int:
        return self._insert(ScreenRow, name=name, owner_id=owner, group_id=group)

    def dataset(self, name: str, owner: int, group: int, *, project: int | None = None) -> int:
        made = self._insert(DatasetRow, name=name, owner_id=owner, group_id=group)
        self._put(ProjectDatasetRow, project, made, owner, group)
        return made

    def plate(self, name: str, owner: int, group: int, *, screen: int | None = None) -> int:
        made = self._insert(PlateRow, name=name, owner_id=owner, group_id=group)
        self._put(ScreenPlateRow, screen, made, owner, group)
        return made

    def _put(self, link: Any, parent: int | None, child: int, owner: int, group: int) -> None:
        if parent is not None:
            self._insert(link, parent_id=parent, child_id=child, owner_id=owner, group_id=group)

    def image(self, name: str, owner: int, group: int, *, dataset: int | None = None) -> int:
        who = {"owner_id": owner, "group_id": group}
        fileset = self._insert(FilesetRow, managed=False, **who)
        sizes = {"size_x": WIDTH, "size_y": HEIGHT, "size_z": DEPTH, "size_c": len(COLORS), "size_t": 1}
        image = self._insert(ImageRow, name=name, fileset_id=fileset, **sizes, **who)
        path, pixels = self.path_of(image), self.pixels_of(image)
        tifffile.imwrite(path, pixels, photometric="minisblack", metadata={"axes": "ZCYX"})
        facts = {"path": str(path), "client_path": str(path), "size": path.stat().st_size, "modified_ns": 0}
        self._insert(OriginalFileRow, fileset_id=fileset, position=0, name=path.name, **facts, **who)
        self._describe(image, pixels)
        self._put(DatasetImageRow, dataset, image, owner, group)
        return image

    def _describe(self, image: int, pixels: Pixels) -> None:
        ranges = [(float(plane.min()), float(plane.max())) for plane in np.moveaxis(pixels, 1, 0)]
        channels = [
            {
                "active": True,
                "start": low,
                "end": high,
                "color": color,
                "lut": None,
                "inverted": False,
                "family": "linear",
                "coefficient": 1.0,
            }
            for (low, high), color in zip(ranges, COLORS, strict=True)
        ]
        defaults = {"channels": channels, "model": "color", "z": DEPTH // 2, "t": 0, "projection": None}
        facts = {"pixel_type": "uint16", "levels": [[WIDTH, HEIGHT]], "tile_width": WIDTH, "tile_height": HEIGHT}
        source = {"reader": "tiff", "series": 0, "parts": []}
        with self.store.writing() as connection:
            connection.execute(insert(PixelsRow).values(image_id=image, **facts, source=source, defaults=defaults))
            for index, ((low, high), color) in enumerate(zip(ranges, COLORS, strict=True)):
                row = {"image_id": image, "index": index, "label": str(index), "color": color}
                connection.execute(insert(ChannelRow).values(**row, minimum=low, maximum=high))

    def path_of(self, image: int) -> Path:
        return self.files / f"{image}.ome.tif"

    def pixels_of(self, image: int) -> Pixels:
        """Smooth, so that JPEG keeps it; different in every image, section and channel."""
        z, c, y, x = np.indices((DEPTH, len(COLORS), HEIGHT, WIDTH))
        return np.asarray(37 * image + 400 * z + 900 * c + 7 * x + 11 * ((y + c * x // 2) % HEIGHT), np.uint16)

    def damage(self, image: int) -> None:
        self.path_of(image).write_bytes(b"II*\0" + b"\0" * 20)

    def taken(self, image: int) -> tuple[Acquisition, Sequence[PlaneInfo]]:
        with self.store.reading() as connection:
            fileset = connection.execute(select(ImageRow.fileset_id).where(ImageRow.id == image)).scalar_one()
        instrument = self._insert(InstrumentRow, fileset_id=fileset, type="Inverted")
        lens = {"lens_na": 1.4, "working_distance": 0.19, "working_distance_unit": "mm"}
        objective = self._insert(ObjectiveRow, instrument_id=instrument, listed=True, **lens)
        detector = self._insert(DetectorRow, instrument_id=instrument, listed=False, gain=3.5)
        places = [(z, c) for z in (2, 0) for c in (1, 0)]
        times = {"delta_t": 1.5, "delta_t_unit": "s"}
        with self.store.writing() as connection:
            settings = {"image_id": image, "instrument_id": instrument, "objective_id": objective, "humidity": 0.5}
            connection.execute(insert(ImageAcquisitionRow).values(settings))
            channel = {"image_id": image, "index": 1, "fluor": "GFP", "detector_id": detector}
            connection.execute(insert(ChannelAcquisitionRow).values(channel))
            planes = [{"image_id": image, "t": 0, "z": z, "c": c, **times} for z, c in places]
            connection.execute(insert(PlaneRow), planes)
            line = {"fileset_id": fileset, "name": "Scan speed", "value": "9"}
            connection.execute(insert(OriginalMetadataRow).values(line))
        said = Acquisition(
            image_id=image,
            microscope=Microscope(type="Inverted"),
            objective=Objective(lens_na=1.4, working_distance=Quantity(0.19, "mm")),
            channels=(ChannelAcquisition(index=1, fluor="GFP", detector=Detector(gain=3.5)),),
            environment=Environment(humidity=0.5),
            original_metadata=(("Scan speed", "9"),),
        )
        return said, [PlaneInfo(z=z, c=c, t=0, delta_t=Quantity(1.5, "s")) for z, c in sorted(places)]

    def in_one_fileset(self, images: Sequence[int]) -> int:
        with self.store.writing() as connection:
            kept = connection.execute(select(ImageRow.fileset_id).where(ImageRow.id == images[0])).scalar_one()
            connection.execute(update(ImageRow).where(ImageRow.id.in_(images)).values(fileset_id=kept))
        return int(kept or 0)

    def well(self, plate: int, row: int, column: int, images: Sequence[int]) -> int:
        with self.store.reading() as connection:
            owner = connection.execute(select(PlateRow.owner_id).where(PlateRow.id == plate)).scalar_one()
        who = {"owner_id": owner, "group_id": self._group_of(PlateRow, plate)}
        well = self._insert(WellRow, plate_id=plate, row=row, column=column, **who)
        for field, image in enumerate(images):
            self._insert(WellSampleRow, well_id=well, image_id=image, field=field, **who)
        return well

    def tag(self, text: str, owner: int, group: int) -> int:
        return self._insert(AnnotationRow, kind="tag", text=text, owner_id=owner, group_id=group)

    def tag_image(self, tag: int, image: int, owner: int) -> int:
        group = self._group_of(ImageRow, image)
        return self._insert(AnnotationLinkRow, annotation_id=tag, image_id=image, owner_id=owner, group_id=group)

    def annotation(
        self, kind: Kind, value: AnnotationValue, owner: int, group: int, *, namespace: str | None = None
    ) -> int:
        stored: Any = value.id if isinstance(value, OriginalFile) else value
        values = {} if isinstance(value, tuple) else {VALUE_COLUMNS.get(kind, "text"): stored}
        who = {"owner_id": owner, "group_id": group, "namespace": namespace}
        made = self._insert(AnnotationRow, kind=kind, **values, **who)
        with self.store.writing() as connection:
            for position, (key, text) in enumerate(value if isinstance(value, tuple) else ()):
                words = {"key": key, "value": text, "sort_key": key.casefold(), "sort_value": text.casefold()}
                connection.execute(insert(KeyValueRow).values(annotation_id=made, position=position, **words))
        return made

    def annotate(self, annotation: int, target: ObjectRef, owner: int) -> int:
        who = {"owner_id": owner, "group_id": self._group_of(AnnotationRow, annotation)}
        column = {PARENT_COLUMNS[target.kind]: target.id}
        return self._insert(AnnotationLinkRow, annotation_id=annotation, **column, **who)


@pytest.fixture
def new_arrange(empty_stores: EmptyStores) -> Callable[[Path], EmbeddedArrange]:
    """For tests that need a store more than once."""
    return lambda folder: EmbeddedArrange(folder, empty_stores)


@pytest.fixture
def arrange(tmp_path: Path, empty_stores: EmptyStores) -> EmbeddedArrange:
    return EmbeddedArrange(tmp_path, empty_stores)


@pytest.fixture
def gateway(arrange: EmbeddedArrange) -> Iterator[EmbeddedGateway]:
    gateway = EmbeddedGateway(arrange.store)
    yield gateway
    gateway.close()
