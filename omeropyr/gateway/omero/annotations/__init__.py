"""Annotations on an OMERO.server."""
