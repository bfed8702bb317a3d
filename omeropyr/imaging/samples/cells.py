"""Fluorescent cells: nuclei in all phases of division, actin fibres, vesicles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from omeropyr.imaging.samples.fields import Field, clouds, smooth_noise, smoothstep

PHASES = ("interphase", "prophase", "metaphase", "anaphase")


@dataclass(frozen=True, slots=True)
class Cell:
    """`x`, `y`, `radius` of the nucleus in pixels; `angle` in radians; `shape` are the bumps of its outline."""

    x: float
    y: float
    radius: float
    angle: float
    phase: str
    brightness: float
    depth: float
    shape: tuple[float, ...]
    split: float = 1.0
    """How far the halves of a dividing nucleus are apart, in radii."""

    def moved(self, x: float, y: float) -> Cell:
        return replace(self, x=x, y=y)


def scatter(
    rng: np.random.Generator, size: int, count: int, radius: float, mitotic: float, *, spacing: float = 2.6
) -> list[Cell]:
    """Cells that keep their distance, a share of `mitotic` in division."""
    cells: list[Cell] = []
    for _ in range(count * 12):
        x, y = rng.uniform(-radius, size + radius, 2)
        own = radius * rng.uniform(0.8, 1.2)
        if len(cells) < count and all(np.hypot(x - c.x, y - c.y) > spacing * (own + c.radius) / 2 for c in cells):
            cells.append(make_cell(rng, x, y, own, mitotic))
    return cells


def make_cell(rng: np.random.Generator, x: float, y: float, radius: float, mitotic: float) -> Cell:
    phase = PHASES[rng.integers(1, 4)] if rng.random() < mitotic else PHASES[0]
    return Cell(
        x=x,
        y=y,
        radius=radius,
        angle=rng.uniform(0, np.pi),
        phase=phase,
        brightness=rng.uniform(0.55, 1.0) * (1.35 if phase != PHASES[0] else 1.0),
        depth=rng.random(),
        shape=tuple(rng.uniform(-1, 1, 6)),
        split=rng.uniform(0.8, 1.5),
    )


class Canvas:
    """A square scene; `paint` adds into a window around a cell."""

    def __init__(self, size: int) -> None:
        self.light = np.zeros((size, size), np.float32)

    def window(self, x: float, y: float, reach: float) -> tuple[Field, Field, Field] | None:
        """(window of the scene, dx, dy); None if it lies outside."""
        size = self.light.shape[0]
        left, right = max(0, int(x - reach)), min(size, int(x + reach) + 1)
        top, bottom = max(0, int(y - reach)), min(size, int(y + reach) + 1)
        if left >= right or top >= bottom:
            return None
        dx = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(x)
        dy = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(y)
        return self.light[top:bottom, left:right], dx, dy


def nuclei(rng: np.random.Generator, size: int, cells: Sequence[Cell]) -> Field:
    """DNA stain, about 0..1.4: soft chromatin and dark nucleoli at rest, bright condensed bars in division."""
    canvas = Canvas(size)
    chromatin = clouds(rng, (size, size), 14)
    fine = smooth_noise(rng, (size, size), 2.2)
    for cell in cells:
        if found := canvas.window(cell.x, cell.y, cell.radius * 1.6):
            window, dx, dy = found
            rows, columns = _place(cell, window.shape, size)
            grain = 0.5 + 0.75 * chromatin[rows, columns] * (0.6 + 0.8 * fine[rows, columns])
            np.maximum(window, _nucleus(cell, dx, dy) * grain * np.float32(cell.brightness), out=window)
    return canvas.light


def _place(cell: Cell, shape: tuple[int, ...], size: int) -> tuple[slice, slice]:
    """Where the texture of a cell is cut from: fixed to the cell, so that it moves along with it."""
    top = int(abs(hash_of(cell)) * 7919) % (size - shape[0] + 1)
    left = int(abs(hash_of(cell)) * 104729) % (size - shape[1] + 1)
    return slice(top, top + shape[0]), slice(left, left + shape[1])


def hash_of(cell: Cell) -> float:
    return cell.shape[0] * 37 + cell.shape[1] * 11


def _nucleus(cell: Cell, dx: Field, dy: Field) -> Field:
    along, across = _turned(cell.angle, dx, dy)
    r = cell.radius
    if cell.phase == "metaphase":
        return _bar(along, across, r * 1.05, r * 0.28)
    if cell.phase == "anaphase":
        gap = r * 0.45 * cell.split
        bow = along * along / np.float32(r * 3)
        return np.maximum(
            _bar(along, across - gap + bow, r * 0.8, r * 0.24), _bar(along, across + gap - bow, r * 0.8, r * 0.24)
        )
    return _rounded(cell, along, across)


def _rounded(cell: Cell, along: Field, across: Field) -> Field:
    """A bumpy ellipse; condensed threads in prophase, nucleoli at rest."""
    r = np.float32(cell.radius)
    turn = np.arctan2(across, along)
    bumps = sum(
        np.float32(0.05 * cell.shape[k]) * np.cos((k + 2) * turn + np.float32(6.3 * cell.shape[k + 3]))
        for k in range(3)
    )
    distance = np.hypot(along / np.float32(1.18), across / np.float32(0.9)) / (r * (1 + bumps))
    body = smoothstep(1 - distance, 0.0, 0.16) * (np.float32(0.8) + np.float32(0.25) * (1 - distance))
    if cell.phase == "prophase":
        threads = np.sin(along * 1.1 + 3 * cell.shape[1]) * np.sin(across * 1.0 + 2 * np.sin(along * 0.4))
        return np.asarray(body * (np.float32(0.8) + np.float32(0.7) * (threads > 0.1)), np.float32)
    for k in range(2):
        spot = np.hypot(along - r * 0.4 * cell.shape[k], across - r * 0.4 * cell.shape[k + 2])
        body = body * (1 - np.float32(0.5) * smoothstep(-spot, float(-r * 0.26), float(-r * 0.1)))
    return np.asarray(body, np.float32)


def _turned(angle: float, dx: Field, dy: Field) -> tuple[Field, Field]:
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return dx * cos + dy * sin, dy * cos - dx * sin


def _bar(along: Field, across: Field, length: float, width: float) -> Field:
    return smoothstep(1 - np.hypot(along / np.float32(length), across / np.float32(width)), 0.0, 0.35)


def actin(rng: np.random.Generator, size: int, cells: Sequence[Cell]) -> Field:
    """Stress fibres along each cell and a bright rim; dividing cells are round."""
    canvas = Canvas(size)
    warp = smooth_noise(rng, (size, size), 40) * 14
    streaks = clouds(rng, (size, size), 24, 3)
    for cell in cells:
        if found := canvas.window(cell.x, cell.y, cell.radius * 3):
            window, dx, dy = found
            rows, columns = _place(cell, window.shape, size)
            part = _body(cell, dx, dy, warp[rows, columns], streaks[rows, columns])
            np.maximum(window, part * np.float32(cell.brightness), out=window)
    return canvas.light


def _body(cell: Cell, dx: Field, dy: Field, warp: Field, streaks: Field) -> Field:
    along, across = _turned(cell.angle, dx, dy)
    resting = cell.phase == "interphase"
    length, width = (2.5, 1.75) if resting else (1.75, 1.6)
    reach = np.hypot(along / np.float32(cell.radius * length), across / np.float32(cell.radius * width))
    edge = reach + (streaks - 0.5) * np.float32(0.35 if resting else 0.06)
    rim = np.exp(-(((edge - np.float32(0.9)) / np.float32(0.05)) ** 2)) * np.float32(0.3 if resting else 0.7)
    inside = smoothstep(1 - edge, 0.0, 0.25)
    if not resting:
        return np.asarray(rim + inside * np.float32(0.18))
    fibres = np.sin(across * np.float32(0.85) + warp * np.float32(0.8)) * np.float32(0.5) + np.float32(0.5)
    return np.asarray(rim * streaks + inside * (np.float32(0.1) + np.float32(0.6) * fibres**3 * streaks * streaks))


def vesicles(rng: np.random.Generator, size: int, cells: Sequence[Cell], per_cell: int = 45) -> Field:
    """Bright dots that crowd around the nucleus."""
    canvas = Canvas(size)
    for cell in cells:
        for _ in range(int(rng.integers(per_cell // 3, per_cell))):
            away, turn = abs(rng.normal(cell.radius * 1.2, cell.radius * 0.45)), rng.uniform(0, 2 * np.pi)
            spot(
                canvas, cell.x + away * np.cos(turn), cell.y + away * np.sin(turn), rng.uniform(0.9, 1.9), rng.random()
            )
    return canvas.light


def spot(canvas: Canvas, x: float, y: float, sigma: float, brightness: float) -> None:
    """Add a Gaussian spot, `sigma` in pixels."""
    if found := canvas.window(x, y, 3.5 * sigma):
        window, dx, dy = found
        window += np.float32(0.2 + 0.8 * brightness) * np.exp(-(dx * dx + dy * dy) / np.float32(2 * sigma * sigma))
