"""How images were taken: from OME-XML, companion files and makers' tags into the store and out of the port."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import tifffile
from sqlalchemy import func, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Status
from omeropyr.gateway.embedded.schema import (
    AcquisitionRow,
    InstrumentRow,
    OriginalMetadataRow,
    PlaneRow,
    WellSampleRow,
)
from omeropyr.gateway.model import (
    Acquisition,
    Detector,
    Environment,
    Filter,
    LightSource,
    Microscope,
    Objective,
    PlaneInfo,
    Quantity,
    StageLabel,
)
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

OME = 'xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"'
INSTRUMENT = """
<Experiment ID="Experiment:0" Type="FourDPlus"><Description>Mitosis under drug</Description></Experiment>
<Instrument ID="Instrument:0">
  <Microscope Manufacturer="Zeiss" Model="LSM 880" SerialNumber="S1" LotNumber="L2" Type="Inverted"/>
  <Laser ID="LightSource:0" Model="Argon" Power="25" PowerUnit="mW" Type="Gas" LaserMedium="Ar" Wavelength="488"
    FrequencyMultiplication="2" Tuneable="false" Pulse="CW" PockelCell="true" RepetitionRate="80"
    RepetitionRateUnit="MHz"/>
  <Arc ID="LightSource:1" Type="Hg"/><Filament ID="LightSource:2" Type="Halogen"/>
  <LightEmittingDiode ID="LightSource:3" Manufacturer="CoolLED"/>
  <Detector ID="Detector:0" Model="PMT-1" Type="PMT" Gain="1.5" Voltage="700" Offset="0.25" Zoom="1.0"
    AmplificationGain="2.0"/>
  <Objective ID="Objective:0" Model="Plan-Apo" Manufacturer="Zeiss" NominalMagnification="63" LensNA="1.4"
    CalibratedMagnification="62.9" Immersion="Oil" Correction="PlanApo" WorkingDistance="0.19"
    WorkingDistanceUnit="mm" Iris="false"/>
  <FilterSet ID="FilterSet:0"><ExcitationFilterRef ID="Filter:0"/><DichroicRef ID="Dichroic:0"/>
    <EmissionFilterRef ID="Filter:1"/></FilterSet>
  <Filter ID="Filter:0" Type="BandPass" FilterWheel="W1"><TransmittanceRange CutIn="470" CutOut="495"
    CutInTolerance="2" CutOutTolerance="3" Transmittance="0.9"/></Filter>
  <Filter ID="Filter:1" Type="LongPass"><TransmittanceRange CutIn="510"/></Filter>
  <Dichroic ID="Dichroic:0" Model="MBS 488"/>
</Instrument>
"""
SETTINGS = """
<AcquisitionDate>2021-05-06T07:08:09</AcquisitionDate><ExperimentRef ID="Experiment:0"/>
<InstrumentRef ID="Instrument:0"/>
<ObjectiveSettings ID="Objective:0" CorrectionCollar="0.17" Medium="Oil" RefractiveIndex="1.518"/>
<ImagingEnvironment Temperature="37" AirPressure="1013" Humidity="0.6" CO2Percent="0.05"/>
<StageLabel Name="pos 3" X="1.5" XUnit="mm" Y="-2" YUnit="mm" Z="7"/>
"""
CHANNELS = """
<Channel ID="Channel:0:0" Name="GFP" SamplesPerPixel="1" AcquisitionMode="LaserScanningConfocalMicroscopy"
  IlluminationType="Epifluorescence" ContrastMethod="Fluorescence" Fluor="EGFP" EmissionWavelength="509"
  ExcitationWavelength="488" PinholeSize="1.2" NDFilter="0.3" PockelCellSetting="4">
  <LightSourceSettings ID="LightSource:0" Attenuation="0.4"/>
  <DetectorSettings ID="Detector:0" Gain="3.5" Binning="2x2" ReadOutRate="10" Integration="4"/>
  <FilterSetRef ID="FilterSet:0"/></Channel>
<Channel ID="Channel:0:1" Name="DIC" SamplesPerPixel="1">
  <LightPath><DichroicRef ID="Dichroic:0"/><EmissionFilterRef ID="Filter:1"/></LightPath></Channel>
"""
PLANES = "".join(
    f'<Plane TheZ="{z}" TheC="{c}" TheT="0" DeltaT="{z + c / 2}" ExposureTime="20" ExposureTimeUnit="ms"'
    f' PositionX="10" PositionXUnit="µm" PositionZ="{z}"/>'
    for z in range(2)
    for c in range(2)
)
ORIGINAL = """<StructuredAnnotations><XMLAnnotation ID="Annotation:0" Namespace="openmicroscopy.org/OriginalMetadata">
<Value><OriginalMetadata><Key>Scan speed</Key><Value>9</Value></OriginalMetadata></Value></XMLAnnotation>
</StructuredAnnotations>"""


def document(images: int = 1, plate: str = "", data: str = "", uuid: str = "") -> str:
    pixels = (
        '<Pixels ID="Pixels:{0}" DimensionOrder="XYZCT" Type="uint8" SizeX="16" SizeY="12"'
        ' SizeZ="2" SizeC="2" SizeT="1">'
        + CHANNELS
        + (data or '<TiffData IFD="{1}" PlaneCount="4"/>')
        + PLANES
        + "</Pixels>"
    )
    body = "".join(
        f'<Image ID="Image:{number}" Name="Image {number}">{SETTINGS}{pixels.format(number, 4 * number)}</Image>'
        for number in range(images)
    )
    return f"<OME {OME} {uuid}>{plate}{INSTRUMENT}{body}{ORIGINAL}</OME>"


def write(path: Path, xml: str, images: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tifffile.TiffWriter(path) as tif:
        for number in range(images):
            for plane in range(4):
                pixels = np.full((12, 16), 10 * number + plane, np.uint8)
                tif.write(
                    pixels, description=xml.encode() if not number + plane else None, metadata=None, contiguous=False
                )
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    folder = tmp_path_factory.mktemp("acquisition")
    sample = make_store(folder / "store", images=False)
    sample.store.allow(folder)
    return sample


@pytest.fixture
def folder(sample: SampleStore, request: pytest.FixtureRequest) -> Path:
    folder = sample.path.parent / re.sub(r"\W", "-", request.node.name)
    folder.mkdir()
    return folder


@pytest.fixture
def importer(sample: SampleStore) -> Importer:
    return Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)


@pytest.fixture
def session(sample: SampleStore) -> Session:
    return EmbeddedGateway(sample.store).login(sample.demo)


def imported(importer: Importer, path: Path) -> tuple[int, ...]:
    report = importer.import_paths([path])
    assert not report.failed, [outcome.detail for outcome in report.refused]
    return report.image_ids


OBJECTIVE = Objective(
    model="Plan-Apo",
    manufacturer="Zeiss",
    nominal_magnification=63.0,
    calibrated_magnification=62.9,
    lens_na=1.4,
    immersion="Oil",
    correction="PlanApo",
    working_distance=Quantity(0.19, "mm"),
    iris=False,
    correction_collar=0.17,
    medium="Oil",
    refractive_index=1.518,
)
LASER = LightSource(
    kind="laser",
    model="Argon",
    type="Gas",
    power=Quantity(25.0, "mW"),
    medium="Ar",
    wavelength=Quantity(488.0, "nm"),
    pulse="CW",
    frequency_multiplication=2,
    tuneable=False,
    pockel_cell=True,
    repetition_rate=Quantity(80.0, "MHz"),
)


def check(said: Acquisition) -> None:
    assert said.microscope == Microscope(
        manufacturer="Zeiss", model="LSM 880", serial_number="S1", lot_number="L2", type="Inverted"
    )
    assert said.objective == OBJECTIVE
    assert said.light_sources[0] == LASER
    assert [source.kind for source in said.light_sources] == ["laser", "arc", "filament", "led"]
    assert said.stage == StageLabel(
        name="pos 3", x=Quantity(1.5, "mm"), y=Quantity(-2.0, "mm"), z=Quantity(7.0, "reference frame")
    )
    assert said.environment == Environment(
        temperature=Quantity(37.0, "°C"), air_pressure=Quantity(1013.0, "mbar"), humidity=0.6, co2_percent=0.05
    )
    assert (said.experiment_type, said.experiment_description) == ("FourDPlus", "Mitosis under drug")
    assert said.original_metadata == (("Scan speed", "9"),)
    check_channels(said)


def check_channels(said: Acquisition) -> None:
    gfp, dic = said.channels
    assert (gfp.index, gfp.name, gfp.fluor, gfp.nd_filter, gfp.pockel_cell_setting) == (0, "GFP", "EGFP", 0.3, 4)
    assert (gfp.emission_wavelength, gfp.pinhole_size) == (Quantity(509.0, "nm"), Quantity(1.2, "µm"))
    assert (gfp.acquisition_mode, gfp.contrast_method) == ("LaserScanningConfocalMicroscopy", "Fluorescence")
    # the settings of the channel go before what the detector says of itself
    assert gfp.detector == Detector(
        model="PMT-1",
        type="PMT",
        gain=3.5,
        offset=0.25,
        voltage=Quantity(700.0, "V"),
        zoom=1.0,
        amplification_gain=2.0,
        binning="2x2",
        read_out_rate=Quantity(10.0, "MHz"),
        integration=4,
    )
    assert said.detectors[0].gain == 1.5
    assert gfp.light_source is not None
    assert (gfp.light_source.attenuation, gfp.light_source.power) == (0.4, Quantity(25.0, "mW"))
    assert [one.role for one in gfp.filters] == ["excitation", "dichroic", "emission"]
    assert gfp.filters[0] == Filter(
        role="excitation",
        type="BandPass",
        filter_wheel="W1",
        cut_in=Quantity(470.0, "nm"),
        cut_out=Quantity(495.0, "nm"),
        cut_in_tolerance=Quantity(2.0, "nm"),
        cut_out_tolerance=Quantity(3.0, "nm"),
        transmittance=0.9,
    )
    assert [(one.role, one.model) for one in dic.filters] == [("dichroic", "MBS 488"), ("emission", None)]
    assert (dic.detector, dic.light_source) == (None, None)


def test_everything_ome_xml_says(importer: Importer, session: Session, folder: Path) -> None:
    (image_id,) = imported(importer, write(folder / "a.ome.tif", document()))
    check(session.images.acquisition(image_id))
    planes = session.images.planes(image_id)
    assert [(plane.t, plane.z, plane.c) for plane in planes] == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)]
    assert planes[3] == PlaneInfo(
        z=1,
        c=1,
        t=0,
        delta_t=Quantity(1.5, "s"),
        exposure_time=Quantity(20.0, "ms"),
        position_x=Quantity(10.0, "µm"),
        position_z=Quantity(1.0, "reference frame"),
    )


def test_images_of_a_file_share_their_instrument(
    importer: Importer, session: Session, sample: SampleStore, folder: Path
) -> None:
    image_ids = imported(importer, write(folder / "a.ome.tif", document(images=3), images=3))
    (fileset,) = session.images.filesets(image_ids)
    for image_id in image_ids:
        check(session.images.acquisition(image_id))
    with sample.store.reading() as connection:
        for table in (InstrumentRow, OriginalMetadataRow):
            counted = select(func.count()).select_from(table).where(table.fileset_id == fileset.id)
            assert connection.scalar(counted) == 1


def test_a_companion_file_describes_its_images(importer: Importer, session: Session, folder: Path) -> None:
    data = "".join(
        f'<TiffData IFD="0" FirstZ="{z}" FirstC="{c}" PlaneCount="1"><UUID FileName="p{z}{c}.ome.tif">urn:uuid:{z}{c}'
        "</UUID></TiffData>"
        for c in range(2)
        for z in range(2)
    )
    (folder / "set.companion.ome").write_text(document(data=data, uuid='UUID="urn:uuid:main"'), encoding="utf-8")
    for z in range(2):
        for c in range(2):
            refers = '<BinaryOnly MetadataFile="set.companion.ome" UUID="urn:uuid:main"/>'
            only = f'<OME {OME} UUID="urn:uuid:{z}{c}">{refers}</OME>'
            pixels = np.full((12, 16), 10 * z + c, np.uint8)
            tifffile.imwrite(folder / f"p{z}{c}.ome.tif", pixels, description=only, metadata=None)
    (image_id,) = imported(importer, folder)
    (again,) = importer.import_paths([folder / "set.companion.ome"]).outcomes
    assert again.status is Status.PRESENT
    image = session.images.get(image_id)
    assert (image.size_z, image.size_c, len(image.files)) == (2, 2, 5)
    check(session.images.acquisition(image_id))


def test_plates_of_ome_tiff(importer: Importer, session: Session, sample: SampleStore, folder: Path) -> None:
    plate = """<Plate ID="Plate:0" Name="OME plate" Rows="8" Columns="12">
      <Well ID="Well:0" Row="1" Column="2">
        <WellSample ID="WellSample:0" Index="0" PositionX="0.5" PositionXUnit="mm" PositionY="-3" PositionYUnit="µm">
          <ImageRef ID="Image:1"/></WellSample>
        <WellSample ID="WellSample:1" Index="1" PositionX="4"><ImageRef ID="Image:0"/></WellSample></Well>
      <PlateAcquisition ID="PlateAcquisition:0" Name="Monday" StartTime="2021-01-02T03:04:05"
        EndTime="2021-01-02T04:00:00"><WellSampleRef ID="WellSample:0"/></PlateAcquisition>
      <PlateAcquisition ID="PlateAcquisition:1"><WellSampleRef ID="WellSample:1"/></PlateAcquisition></Plate>"""
    zero, one = imported(importer, write(folder / "a.ome.tif", document(images=2, plate=plate), images=2))
    (found,) = [plate for plate in session.browse.plates().items if plate.name == "OME plate"]
    grid = session.browse.plate(found.id)
    assert (grid.rows, grid.columns) == (8, 12)
    assert [(well.row, well.column, well.field, well.image_id) for well in grid.wells] == [
        (1, 2, 0, one),
        (1, 2, 1, zero),
    ]
    with sample.store.reading() as connection:
        runs = connection.execute(
            select(AcquisitionRow.name, AcquisitionRow.started_at).where(AcquisitionRow.plate_id == found.id)
        ).all()
        places = connection.execute(
            select(WellSampleRow.position_x, WellSampleRow.position_y, WellSampleRow.position_unit)
            .where(WellSampleRow.image_id.in_((zero, one)))
            .order_by(WellSampleRow.field)
        ).all()
    assert [run.name for run in runs] == ["Monday", "Run 2"]
    assert runs[0].started_at.isoformat() == "2021-01-02T03:04:05+00:00"
    assert [tuple(place) for place in places] == [(500.0, -3.0, "µm"), (4.0, None, "reference frame")]


def test_makers_tags(importer: Importer, session: Session, folder: Path) -> None:
    svs = "Aperio Image Library v12\n16x16 (8x8) JPEG/RGB|AppMag = 40|MPP = 0.2520|ScanScope ID = SS7"
    tifffile.imwrite(
        folder / "slide.svs", np.zeros((64, 64, 3), np.uint8), description=svs, metadata=None, tile=(32, 32)
    )
    (image_id,) = imported(importer, folder / "slide.svs")
    said = session.images.acquisition(image_id)
    assert said.microscope == Microscope(manufacturer="Leica Aperio", model="SS7")
    assert said.objective == Objective(nominal_magnification=40.0)
    assert ("aperio.MPP", "0.2520") in said.original_metadata


def test_imagej(importer: Importer, session: Session, folder: Path) -> None:
    metadata = {"axes": "TYX", "Info": "Objective = 20x\nGain = 3", "finterval": 2.5, "Ranges": (1.0, 9.0)}
    tifffile.imwrite(folder / "a.tif", np.zeros((3, 16, 16), np.uint16), imagej=True, metadata=metadata)
    (image_id,) = imported(importer, folder / "a.tif")
    said = dict(session.images.acquisition(image_id).original_metadata)
    assert (said["Gain"], said["imagej.finterval"]) == ("3", "2.5")


def test_silent_files_and_images_of_others(
    importer: Importer, session: Session, sample: SampleStore, folder: Path
) -> None:
    tifffile.imwrite(folder / "a.tif", np.zeros((8, 8), np.uint8), metadata=None, software=False)
    (image_id,) = imported(importer, folder / "a.tif")
    assert session.images.acquisition(image_id) == Acquisition(image_id=image_id)
    assert session.images.planes(image_id) == []
    for ask in (session.images.acquisition, session.images.planes):
        with pytest.raises(NotFound):
            ask(4711)
    assert session.images.filesets([4711]) == []
    hidden = Importer(sample.store, owner_id=0, group_id=0)
    (secret,) = hidden.import_paths([folder / "a.tif"]).image_ids
    with pytest.raises(NotFound):
        session.images.acquisition(secret)
    assert session.images.filesets([secret]) == []


def test_planes_that_do_not_exist_are_left_out(
    importer: Importer, session: Session, sample: SampleStore, folder: Path
) -> None:
    xml = document().replace("</Pixels>", '<Plane TheZ="9" TheC="0" TheT="0" DeltaT="1"/></Pixels>')
    (image_id,) = imported(importer, write(folder / "a.ome.tif", xml))
    with sample.store.reading() as connection:
        found = connection.scalar(select(func.count()).select_from(PlaneRow).where(PlaneRow.image_id == image_id))
    assert found == 4
