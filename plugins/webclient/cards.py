"""Containers as the centre shows them: a card each."""

from __future__ import annotations

from omeropyr.api import Dataset, Kind, ObjectRef, Plate, Project, Screen

from .contexts import Card


def card(kind: Kind, item: Project | Dataset | Screen | Plate) -> Card:
    return Card(ref=ObjectRef(kind, item.id), name=item.name, description=item.description, count=item.child_count)
