"""Alembic's environment of the embedded store; run by `upgrade`, never through a configuration file."""
