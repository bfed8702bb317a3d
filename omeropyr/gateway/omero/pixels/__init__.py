"""Pixels of an OMERO.server: the server renders."""
