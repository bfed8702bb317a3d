"""Names of downloads: read by old clients and new, for any text."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.web.dispositions import LONGEST, content_disposition, saved_name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a b.tif", 'attachment; filename="a b.tif"'),
        ("Zürich.tif", "attachment; filename=\"Zurich.tif\"; filename*=UTF-8''Z%C3%BCrich.tif"),
        ("細胞.tif", "attachment; filename=\"__.tif\"; filename*=UTF-8''%E7%B4%B0%E8%83%9E.tif"),
        ('say "hi".txt', "attachment; filename=\"say _hi_.txt\"; filename*=UTF-8''say%20%22hi%22.txt"),
        ("100%25.csv", "attachment; filename=\"100_25.csv\"; filename*=UTF-8''100%2525.csv"),
        ("../../etc/passwd", 'attachment; filename="_.._etc_passwd"'),
        ("a\r\nSet-Cookie: b", 'attachment; filename="a__Set-Cookie: b"'),
        ("", 'attachment; filename="download"'),
    ],
)
def test_names(name: str, value: str) -> None:
    assert content_disposition(name) == value


def test_shown_not_saved() -> None:
    assert content_disposition("a.txt", inline=True) == 'inline; filename="a.txt"'


def test_a_long_name_keeps_its_suffix() -> None:
    assert saved_name("x" * 500 + ".ome.tiff") == "x" * (LONGEST - 9) + ".ome.tiff"
    cut = saved_name("細胞" * 100 + ".tif")
    assert cut.endswith("細.tif")
    assert LONGEST - 3 < len(cut.encode()) <= LONGEST


@given(st.text())
def test_any_text_is_one_clean_header_that_holds_the_name(name: str) -> None:
    value = content_disposition(name)
    assert re.fullmatch(r"[\x20-\x7e]+", value)
    encoded = re.search(r"filename\*=UTF-8''(\S+)$", value)
    message = Message()
    message["Content-Disposition"] = value
    assert (unquote(encoded[1]) if encoded else message.get_filename()) == saved_name(name)
