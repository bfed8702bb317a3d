"""Tabular data, kept in blocks of columns."""
