"""A connection with the shape of omero-py's BlitzGateway, over the port. docs/conn.md lists what is there."""

from __future__ import annotations

from omeropyr.gateway.conn.absent import NotOffered
from omeropyr.gateway.conn.annotations import (
    BooleanAnnotationWrapper,
    CommentAnnotationWrapper,
    DoubleAnnotationWrapper,
    FileAnnotationWrapper,
    LongAnnotationWrapper,
    MapAnnotationWrapper,
    TagAnnotationWrapper,
    TermAnnotationWrapper,
    TimestampAnnotationWrapper,
    XmlAnnotationWrapper,
)
from omeropyr.gateway.conn.connection import BlitzConnection

__all__ = [
    "BlitzConnection",
    "BooleanAnnotationWrapper",
    "CommentAnnotationWrapper",
    "DoubleAnnotationWrapper",
    "FileAnnotationWrapper",
    "LongAnnotationWrapper",
    "MapAnnotationWrapper",
    "NotOffered",
    "TagAnnotationWrapper",
    "TermAnnotationWrapper",
    "TimestampAnnotationWrapper",
    "XmlAnnotationWrapper",
]
