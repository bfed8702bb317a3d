"""Metadata of images on an OMERO.server."""
