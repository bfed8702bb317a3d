"""What OME-XML says of how its images were taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from omeropyr.imaging.acquisition import (
    AcquisitionMetadata,
    ChannelAcquisition,
    Environment,
    Filter,
    PlaneInfo,
    StageLabel,
)
from omeropyr.imaging.readers.ome_parts import (
    NOTHING,
    Instrument,
    detector_as_set,
    instrument,
    light_source_as_set,
    objective_as_set,
    path_filters,
)
from omeropyr.imaging.readers.ome_values import index, number, quantity, whole_number, word
from omeropyr.imaging.readers.xml_safe import parse_xml

FRAME = "reference frame"
"""The unit of positions whose length the file does not tell."""
MAX_PLANES = 2_000_000
MAX_CHANNELS = 10_000
MAX_ENTRIES = 60_000
"""Lines of original metadata that are kept; people do not read more."""


def parse_acquisitions(text: str) -> Sequence[AcquisitionMetadata]:
    """One for each image of the document. Raises ValueError for text that is no OME-XML."""
    return acquisitions(parse_xml(text))


def acquisitions(root: Element) -> Sequence[AcquisitionMetadata]:
    """See `parse_acquisitions`."""
    instruments = {one.get("ID") or "": instrument(one) for one in root.findall("Instrument")}
    experiments = {one.get("ID") or "": one for one in root.findall("Experiment")}
    said = _original_metadata(root)
    return [_acquisition(image, instruments, experiments, said) for image in root.findall("Image")]


def _acquisition(
    image: Element,
    instruments: Mapping[str, Instrument],
    experiments: Mapping[str, Element],
    said: tuple[tuple[str, str], ...],
) -> AcquisitionMetadata:
    reference = image.find("InstrumentRef")
    used = instruments.get(reference.get("ID") or "", NOTHING) if reference is not None else _only(instruments)
    pixels = image.find("Pixels")
    pixels = Element("Pixels") if pixels is None else pixels
    experiment = _referred(image, "ExperimentRef", experiments)
    return AcquisitionMetadata(
        microscope=used.microscope,
        objective=objective_as_set(image.find("ObjectiveSettings"), used.objectives),
        detectors=tuple(used.detectors.values()),
        light_sources=tuple(used.light_sources.values()),
        filters=tuple(used.filters.values()),
        channels=tuple(_channels(pixels, used)),
        planes=_planes(pixels),
        stage=_stage(image.find("StageLabel")),
        environment=_environment(image.find("ImagingEnvironment")),
        experiment_type=None if experiment is None else word(experiment, "Type"),
        experiment_description=None
        if experiment is None
        else (experiment.findtext("Description") or "").strip() or None,
        original_metadata=said,
    )


def _only(instruments: Mapping[str, Instrument]) -> Instrument:
    """Files that hold one instrument mean it, also where they forget to refer to it."""
    return next(iter(instruments.values())) if len(instruments) == 1 else NOTHING


def _referred(element: Element, tag: str, targets: Mapping[str, Element]) -> Element | None:
    reference = element.find(tag)
    return None if reference is None else targets.get(reference.get("ID") or "")


def _stage(label: Element | None) -> StageLabel | None:
    if label is None:
        return None
    return StageLabel(
        name=word(label, "Name") or "",
        x=quantity(label, "X", FRAME),
        y=quantity(label, "Y", FRAME),
        z=quantity(label, "Z", FRAME),
    )


def _environment(said: Element | None) -> Environment | None:
    if said is None:
        return None
    found = Environment(
        temperature=quantity(said, "Temperature", "°C"),
        air_pressure=quantity(said, "AirPressure", "mbar"),
        humidity=number(said, "Humidity"),
        co2_percent=number(said, "CO2Percent"),
    )
    return None if found == Environment() else found


# channels


def _channels(pixels: Element, used: Instrument) -> Iterator[ChannelAcquisition]:
    """A channel of several samples (RGB) is said once and stands for all of them."""
    place = 0
    for channel in pixels.findall("Channel"):
        for _ in range(max(1, min(whole_number(channel, "SamplesPerPixel") or 1, 16))):
            if place < MAX_CHANNELS:
                yield _channel(channel, place, used)
            place += 1


def _channel(said: Element, place: int, used: Instrument) -> ChannelAcquisition:
    return ChannelAcquisition(
        index=place,
        name=word(said, "Name"),
        acquisition_mode=word(said, "AcquisitionMode"),
        illumination_type=word(said, "IlluminationType"),
        contrast_method=word(said, "ContrastMethod"),
        fluor=word(said, "Fluor"),
        emission_wavelength=quantity(said, "EmissionWavelength", "nm"),
        excitation_wavelength=quantity(said, "ExcitationWavelength", "nm"),
        pinhole_size=quantity(said, "PinholeSize", "µm"),
        nd_filter=number(said, "NDFilter"),
        pockel_cell_setting=whole_number(said, "PockelCellSetting"),
        samples_per_pixel=whole_number(said, "SamplesPerPixel"),
        detector=detector_as_set(said.find("DetectorSettings"), used.detectors),
        light_source=light_source_as_set(
            said.find("LightSourceSettings") if said.find("LightSourceRef") is None else said.find("LightSourceRef"),
            used.light_sources,
        ),
        filters=tuple(_light_path(said, used)),
    )


def _light_path(said: Element, used: Instrument) -> Iterator[Filter]:
    path, whole_set = said.find("LightPath"), said.find("FilterSetRef")
    if whole_set is not None:
        yield from used.filter_sets.get(whole_set.get("ID") or "", ())
    if path is not None:
        yield from path_filters(path, used.filters)


# planes


def _planes(pixels: Element) -> tuple[PlaneInfo, ...]:
    """Raises ValueError for a plane that cannot be."""
    found: dict[tuple[int, int, int], PlaneInfo] = {}
    for said in pixels.findall("Plane")[:MAX_PLANES]:
        plane = PlaneInfo(
            z=index(said, "TheZ"),
            c=index(said, "TheC"),
            t=index(said, "TheT"),
            delta_t=quantity(said, "DeltaT", "s"),
            exposure_time=quantity(said, "ExposureTime", "s"),
            position_x=quantity(said, "PositionX", FRAME),
            position_y=quantity(said, "PositionY", FRAME),
            position_z=quantity(said, "PositionZ", FRAME),
        )
        place = (plane.t, plane.z, plane.c)
        if plane != PlaneInfo(z=plane.z, c=plane.c, t=plane.t):
            found.setdefault(place, plane)
    return tuple(found.values())


# original metadata


def _original_metadata(root: Element) -> tuple[tuple[str, str], ...]:
    """What Bio-Formats keeps of the file a document was made from: pairs in XML annotations."""
    pairs = ((said.findtext("Key") or "", said.findtext("Value") or "") for said in root.iter("OriginalMetadata"))
    return tuple(sorted((key, value) for key, value in pairs if key)[:MAX_ENTRIES])
