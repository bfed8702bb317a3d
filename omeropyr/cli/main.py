"""`omeropyr`: the command line. Each group of sub-commands is a module with `add_commands(subparsers)`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

import omeropyr
from omeropyr.cli import importing, serving, site, store
from omeropyr.cli.interruption import Interruption
from omeropyr.errors import OmeropyrError

INTERRUPTED = 130
"""What shells expect after Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 something failed (said on standard error), 2 wrong usage, 130 interrupted."""
    arguments = make_parser().parse_args(argv)
    logging.getLogger("omeropyr").addHandler(logging.NullHandler())  # or Python prints traces where no log is set up
    with Interruption() as interruption:
        try:
            code: int = arguments.run(arguments)
        except OmeropyrError as error:
            if not interruption.happened:
                print(f"omeropyr: {error}", file=sys.stderr)
            code = 1
        except KeyboardInterrupt:
            return INTERRUPTED
    return INTERRUPTED if interruption.happened and code else code  # a server that was stopped has done well


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="omeropyr", description="Web platform for microscopy images.")
    parser.add_argument("--version", action="version", version=f"omeropyr {omeropyr.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (serving, site, importing, store):
        module.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
