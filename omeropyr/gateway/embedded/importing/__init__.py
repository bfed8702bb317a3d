"""Bringing images into the embedded store."""
