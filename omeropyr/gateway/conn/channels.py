"""Channels and their colours."""

from __future__ import annotations

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.model import Channel
from omeropyr.imaging.settings import ChannelSettings


class ColorHolder:
    """A colour; components 0..255."""

    def __init__(self, html: str) -> None:
        self._html = html.upper()

    def getHtml(self) -> str:
        """`RRGGBB`."""
        return self._html

    def getRGB(self) -> tuple[int, int, int]:
        red, green, blue = bytes.fromhex(self._html)
        return red, green, blue

    def getRed(self) -> int:
        return self.getRGB()[0]

    def getGreen(self) -> int:
        return self.getRGB()[1]

    def getBlue(self) -> int:
        return self.getRGB()[2]

    def getAlpha(self) -> int:
        return 255

    def getInt(self) -> int:
        """As a signed 32-bit number, red in the highest byte and alpha in the lowest."""
        return int.from_bytes(bytes([*self.getRGB(), 255]), "big", signed=True)

    def getCss(self) -> str:
        """`rgba(255,0,0,1.000)`."""
        return f"rgba({','.join(map(str, self.getRGB()))},1.000)"


class BlitzChannel(Guided):
    """One channel with how it is shown; windows are pixel values."""

    def __init__(self, channel: Channel, settings: ChannelSettings) -> None:
        self._channel, self._settings = channel, settings

    def getLabel(self) -> str:
        return self._channel.label

    def getName(self) -> str:
        return self._channel.label

    def isActive(self) -> bool:
        return self._settings.active

    def getColor(self) -> ColorHolder:
        return ColorHolder(self._settings.color)

    def getLut(self) -> str | None:
        """Name of its look-up table, or None."""
        return self._settings.lut

    def getWindowStart(self) -> float:
        return self._settings.start

    def getWindowEnd(self) -> float:
        return self._settings.end

    def getWindowMin(self) -> float:
        """Smallest pixel value of the channel."""
        return self._channel.minimum

    def getWindowMax(self) -> float:
        """Largest pixel value of the channel."""
        return self._channel.maximum

    def isInverted(self) -> bool:
        return self._settings.inverted

    def isReverseIntensity(self) -> bool:
        return self._settings.inverted

    def getFamily(self) -> str:
        """linear, polynomial, exponential or logarithmic."""
        return self._settings.family.value

    def getCoefficient(self) -> float:
        return self._settings.coefficient

    def getEmissionWave(self) -> float | None:
        """Nanometres, None when unknown."""
        return self._channel.emission_wavelength_nm

    def getExcitationWave(self) -> float | None:
        """Nanometres, None when unknown."""
        return self._channel.excitation_wavelength_nm
