"""Annotations of every kind, and where they hang."""
