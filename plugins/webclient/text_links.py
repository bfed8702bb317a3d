"""What people write names addresses and objects: found in a text, so that pages make links of them."""

from __future__ import annotations

import re

_KINDS = {
    "project": "project",
    "dataset": "dataset",
    "image": "image",
    "screen": "screen",
    "plate": "plate",
    "run": "run",
    "well": "well",
    "tag": "tag",
    "roi": "roi",
}
_ADDRESS = r"(?P<url>(?:https?|ftp|file)://[^\s<>\"']+)"
_OBJECT = rf"\b(?P<kind>{'|'.join(_KINDS)})(?:\s+ID)?\s*:\s*(?P<id>[0-9]{{1,18}})\b"
_FOUND = re.compile(f"{_ADDRESS}|{_OBJECT}", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?)]}"


def linked_pieces(text: str) -> list[tuple[str, str]]:
    """(text, where it leads): '' for plain text, an address, or `show=image-12`. All texts joined are `text`."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in _FOUND.finditer(text):
        shown = match[0].rstrip(_NOT_AT_THE_END) if match["url"] else match[0]
        target = shown if match["url"] else f"show={_KINDS[match['kind'].lower()]}-{int(match['id'])}"
        pieces += [(text[end : match.start()], ""), (shown, target)]
        end = match.start() + len(shown)
    return [piece for piece in [*pieces, (text[end:], "")] if piece[0]]
