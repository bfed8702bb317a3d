"""The tree, level by level."""
