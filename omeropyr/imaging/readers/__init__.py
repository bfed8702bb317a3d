"""File formats. Each reader is an entry point of the group `omeropyr.readers`."""
