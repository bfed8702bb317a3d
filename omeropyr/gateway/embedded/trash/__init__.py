"""Deleting, moving and giving away: what belongs together is found, kept as it was, and brought back."""
