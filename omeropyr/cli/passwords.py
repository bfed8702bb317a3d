"""Where commands get passwords from: never from the command line, which others can see."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from omeropyr.errors import Invalid


def add_password_source(parser: argparse.ArgumentParser, help_: str) -> None:
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help=f"file with the password in its first line, - is stdin; {help_}",
    )


def read_password(source: Path | None, who: str) -> str:
    """From a file, from standard input, or typed twice. Raises Invalid."""
    if source is not None:
        text = sys.stdin.readline() if str(source) == "-" else _first_line(source)
        return text.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("password", f"there is nobody to ask for the password of {who}: use --password-file")
    password = getpass.getpass(f"Password of {who}: ")
    if getpass.getpass("Once more: ") != password:
        raise Invalid("password", "the two differ; nothing was changed")
    return password


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("--password-file", f"{path} cannot be read ({type(error).__name__})") from error
