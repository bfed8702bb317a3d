"""Projects, datasets and screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omeropyr.gateway.conn.objects import BlitzObject
from omeropyr.gateway.model import Dataset, Kind, Project, Screen


class BlitzProject(BlitzObject[Project]):
    OMERO_CLASS, KIND = "Project", Kind.PROJECT

    def listChildren(self) -> Iterator[BlitzObject[Any]]:
        """Its datasets, by name."""
        return self._conn.wrapped(self._session.browse.datasets(project_id=self.getId()).items)


class BlitzDataset(BlitzObject[Dataset]):
    OMERO_CLASS, KIND = "Dataset", Kind.DATASET

    def listChildren(self) -> Iterator[BlitzObject[Any]]:
        """Its images, by name."""
        return self._conn.wrapped(self._session.browse.images(dataset_id=self.getId()).items)


class BlitzScreen(BlitzObject[Screen]):
    OMERO_CLASS, KIND = "Screen", Kind.SCREEN

    def listChildren(self) -> Iterator[BlitzObject[Any]]:
        """Its plates, by name."""
        return self._conn.wrapped(self._session.browse.plates(screen_id=self.getId()).items)
