"""What a library's error says, short enough for a sentence."""

from __future__ import annotations


def first_line(error: Exception) -> str:
    """Its first line, or its class where it says nothing."""
    text = str(error).strip()
    return text.splitlines()[0][:120] if text else type(error).__name__
