"""Pixels, raw and rendered, and the settings they are shown with."""
