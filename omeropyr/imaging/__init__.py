"""Pixels only: readers, rendering, pyramids, thumbnails. Knows no web and no database."""
