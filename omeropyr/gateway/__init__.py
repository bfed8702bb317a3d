"""The port to a store of images (`port`, `model`) and the adapters behind it."""
