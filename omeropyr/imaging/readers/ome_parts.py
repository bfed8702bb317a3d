"""The pieces of a microscope in OME-XML, and how a channel or an image had set them.

Elements, attributes and default units: OME schema 2016-06 (https://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd);
light sources of schemas before 2013 have one element more around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from omeropyr.imaging.acquisition import Detector, Filter, LightSource, Microscope, Objective
from omeropyr.imaging.readers.ome_values import number, quantity, truth, whole_number, word

SOURCES = {
    "Laser": "laser",
    "Arc": "arc",
    "Filament": "filament",
    "LightEmittingDiode": "led",
    "GenericExcitationSource": "generic",
}
DICHROIC, EXCITATION, EMISSION = "dichroic", "excitation", "emission"


@dataclass(frozen=True, slots=True)
class Instrument:
    """Parts by their ids in the document."""

    microscope: Microscope | None = None
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    detectors: Mapping[str, Detector] = field(default_factory=dict)
    light_sources: Mapping[str, LightSource] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    filter_sets: Mapping[str, tuple[Filter, ...]] = field(default_factory=dict)


NOTHING = Instrument()


def instrument(element: Element) -> Instrument:
    filters = dict(_filters(element))
    found = element.find("Microscope")
    microscope = None if found is None else Microscope(**_device(found), type=word(found, "Type"))
    return Instrument(
        None if microscope == Microscope() else microscope,
        {_id(one): _objective(one) for one in element.findall("Objective")},
        {_id(one): _detector(one) for one in element.findall("Detector")},
        dict(_light_sources(element)),
        filters,
        {_id(one): tuple(path_filters(one, filters)) for one in element.findall("FilterSet")},
    )


def _id(element: Element) -> str:
    return element.get("ID") or ""


def _device(element: Element) -> dict[str, Any]:
    return {
        "model": word(element, "Model"),
        "manufacturer": word(element, "Manufacturer"),
        "serial_number": word(element, "SerialNumber"),
        "lot_number": word(element, "LotNumber"),
    }


def _objective(element: Element) -> Objective:
    return Objective(
        **_device(element),
        nominal_magnification=number(element, "NominalMagnification"),
        calibrated_magnification=number(element, "CalibratedMagnification"),
        lens_na=number(element, "LensNA"),
        immersion=word(element, "Immersion"),
        correction=word(element, "Correction"),
        working_distance=quantity(element, "WorkingDistance", "µm"),
        iris=truth(element, "Iris"),
    )


def _detector(element: Element) -> Detector:
    return Detector(
        **_device(element),
        type=word(element, "Type"),
        gain=number(element, "Gain"),
        offset=number(element, "Offset"),
        voltage=quantity(element, "Voltage", "V"),
        zoom=number(element, "Zoom"),
        amplification_gain=number(element, "AmplificationGain"),
    )


def _light_sources(element: Element) -> Iterator[tuple[str, LightSource]]:
    for one in element:
        if one.tag in SOURCES:
            yield _id(one), _light_source(one, one)
        elif one.tag == "LightSource":
            inner = next((child for child in one if child.tag in SOURCES), Element("GenericExcitationSource"))
            yield _id(one), _light_source(one, inner)


def _light_source(outer: Element, inner: Element) -> LightSource:
    return LightSource(
        **_device(outer),
        kind=SOURCES[inner.tag],
        type=word(inner, "Type"),
        power=quantity(outer, "Power", "mW") or quantity(inner, "Power", "mW"),
        medium=word(inner, "LaserMedium"),
        wavelength=quantity(inner, "Wavelength", "nm"),
        pulse=word(inner, "Pulse"),
        frequency_multiplication=whole_number(inner, "FrequencyMultiplication"),
        tuneable=truth(inner, "Tuneable"),
        pockel_cell=truth(inner, "PockelCell"),
        repetition_rate=quantity(inner, "RepetitionRate", "Hz"),
    )


def _filters(element: Element) -> Iterator[tuple[str, Filter]]:
    """A filter has its role from where it stands in a light path; before that it is taken for an emission filter."""
    for one in element.findall("Dichroic"):
        yield _id(one), Filter(**_device(one), role=DICHROIC)
    exciting = {reference.get("ID") for reference in element.iter("ExcitationFilterRef")}
    for one in element.findall("Filter"):
        band = one.find("TransmittanceRange")
        band = Element("TransmittanceRange") if band is None else band
        yield (
            _id(one),
            Filter(
                **_device(one),
                role=EXCITATION if one.get("ID") in exciting else EMISSION,
                type=word(one, "Type"),
                filter_wheel=word(one, "FilterWheel"),
                cut_in=quantity(band, "CutIn", "nm"),
                cut_out=quantity(band, "CutOut", "nm"),
                cut_in_tolerance=quantity(band, "CutInTolerance", "nm"),
                cut_out_tolerance=quantity(band, "CutOutTolerance", "nm"),
                transmittance=number(band, "Transmittance"),
            ),
        )


ROLES = {"ExcitationFilterRef": EXCITATION, "DichroicRef": DICHROIC, "EmissionFilterRef": EMISSION}


def path_filters(path: Element, filters: Mapping[str, Filter]) -> Iterator[Filter]:
    """The filters of a light path or a filter set, in the order of the light."""
    for tag, role in ROLES.items():
        for reference in path.findall(tag):
            if (found := filters.get(reference.get("ID") or "")) is not None:
                yield replace(found, role=role)


# settings


def objective_as_set(settings: Element | None, objectives: Mapping[str, Objective]) -> Objective | None:
    """The objective of an image; without settings the only one there is."""
    if settings is None:
        return next(iter(objectives.values())) if len(objectives) == 1 else None
    found = objectives.get(settings.get("ID") or "", Objective())
    found = replace(
        found,
        correction_collar=number(settings, "CorrectionCollar"),
        medium=word(settings, "Medium"),
        refractive_index=number(settings, "RefractiveIndex"),
    )
    return None if found == Objective() else found


def detector_as_set(settings: Element | None, detectors: Mapping[str, Detector]) -> Detector | None:
    """What the settings say goes before what the detector says of itself."""
    if settings is None:
        return None
    found = detectors.get(settings.get("ID") or "", Detector())
    said = {
        "gain": number(settings, "Gain"),
        "offset": number(settings, "Offset"),
        "voltage": quantity(settings, "Voltage", "V"),
        "zoom": number(settings, "Zoom"),
        "binning": word(settings, "Binning"),
        "read_out_rate": quantity(settings, "ReadOutRate", "MHz"),
        "integration": whole_number(settings, "Integration"),
    }
    found = replace(found, **_known(said))
    return None if found == Detector() else found


def light_source_as_set(settings: Element | None, sources: Mapping[str, LightSource]) -> LightSource | None:
    if settings is None:
        return None
    found = sources.get(settings.get("ID") or "")
    said = _known(
        {"wavelength": quantity(settings, "Wavelength", "nm"), "attenuation": number(settings, "Attenuation")}
    )
    if found is None:
        return LightSource(kind="generic", **said) if said else None
    return replace(found, **said)


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
