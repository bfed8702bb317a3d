"""Lists on the terminal: columns for reading, or CSV for other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence

GAP = "  "


def print_rows(header: Sequence[str], rows: Sequence[Sequence[object]], *, as_csv: bool) -> None:
    """None is shown as nothing, a moment in ISO 8601."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *texts])
        return
    lines = [list(header), *texts]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print(GAP.join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
