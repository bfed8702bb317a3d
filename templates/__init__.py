"""The shell every page shares; apps keep their own templates inside their folder."""
