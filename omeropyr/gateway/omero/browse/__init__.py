"""The tree of an OMERO.server."""
