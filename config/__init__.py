"""Ini files that come with the package."""
