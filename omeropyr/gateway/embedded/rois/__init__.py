"""Regions of interest and their shapes."""
