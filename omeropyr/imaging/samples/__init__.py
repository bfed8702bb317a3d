"""Procedural microscopy to try the site with, made offline in a few seconds; the same bytes of pixels every time."""

from __future__ import annotations

from omeropyr.imaging.samples.catalogue import write_samples

__all__ = ["write_samples"]
