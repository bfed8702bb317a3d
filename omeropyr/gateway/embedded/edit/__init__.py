"""Changes to the tree."""
