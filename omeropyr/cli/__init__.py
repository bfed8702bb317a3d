"""The `omeropyr` command: one module for each group of sub-commands."""
