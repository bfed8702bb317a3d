"""Builds zeroc-ice 3.6.5, which omero-py needs, for the running Python, and keeps the wheel.

    python -m omeropyr.tools.zeroc_ice            build it, or find the one built before, and install it
    python -m omeropyr.tools.zeroc_ice --print    the same, but only print where the wheel is

Its source archive does not compile from Python 3.11 on. This takes the archive through pip, checks its SHA-256, applies
the edits of `zeroc_ice_edits.py` and lets pip build a wheel (about 3 minutes). Needs g++, libssl-dev and libbz2-dev.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from omeropyr.tools.zeroc_ice_edits import EditFailed, apply_all

VERSION = "3.6.5"
SHA256 = "4235ffeb605bcd4e22e716577f7d61e4aa1bc82f65276bb542701a81b7933356"
FLAGS = "-O2 -DNDEBUG -g0"
PYTHONS = ((3, 11), (3, 12), (3, 13))
HEADERS = {"openssl/ssl.h": "libssl-dev", "bzlib.h": "libbz2-dev"}


class BuildFailed(Exception):
    """One sentence that says what is missing or went wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m omeropyr.tools.zeroc_ice", description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="print the path of the wheel instead of installing it")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="folder that keeps wheels")
    options = parser.parse_args(arguments)
    try:
        wheel = find_or_build(options.cache)
        if options.print:
            print(wheel)
        else:
            run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)])
    except (BuildFailed, EditFailed) as error:
        print(f"zeroc-ice {VERSION}: {error}", file=sys.stderr)
        return 1
    return 0


def cache_folder() -> Path:
    """One for each Python and machine: a wheel of 3.11 is of no use to 3.12."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}"
    return base / "omeropyr" / f"zeroc-ice-{VERSION}" / tag


def find_or_build(cache: Path) -> Path:
    """The wheel for the running Python. Raises BuildFailed, EditFailed."""
    if found := next(iter(sorted(cache.glob("zeroc_ice-*.whl"))), None):
        return found
    check_python()
    check_compiler()
    with tempfile.TemporaryDirectory(prefix="zeroc-ice-") as folder:
        built = build(Path(folder))
        cache.mkdir(parents=True, exist_ok=True)
        return keep(built, cache)


def keep(wheel: Path, cache: Path) -> Path:
    """Whole or not at all: two that build at once end with one wheel."""
    partial = cache / f".{wheel.name}.{os.getpid()}"
    shutil.copyfile(wheel, partial)
    return partial.replace(cache / wheel.name)


def check_python() -> None:
    if sys.version_info[:2] not in PYTHONS:
        names = ", ".join(f"{major}.{minor}" for major, minor in PYTHONS)
        raise BuildFailed(f"it is known how to build it for Python {names}; use one of these.")


def check_compiler() -> None:
    """Raises BuildFailed naming the Debian packages, before minutes have passed."""
    missing = [] if shutil.which("g++") else ["g++"]
    if not missing:
        missing = [package for header, package in HEADERS.items() if not has_header(header)]
    if missing:
        raise BuildFailed(
            f"it is built from source, which needs {' and '.join(missing)}: apt install {' '.join(missing)}"
        )


def has_header(name: str) -> bool:
    command = ["g++", "-E", "-x", "c++", "-"]
    text = f"#include <{name}>\n".encode()
    return subprocess.run(command, input=text, capture_output=True).returncode == 0  # noqa: S603 (names of our own)


def build(folder: Path) -> Path:
    """Raises BuildFailed, EditFailed."""
    sources = unpack(download(folder / "sdist"), folder / "sources")
    apply_all(sources)
    build_parts_at_once(sources)
    print(f"Compiling zeroc-ice {VERSION}: this takes a few minutes ...", file=sys.stderr)
    environment = {**os.environ, "CFLAGS": FLAGS, "CXXFLAGS": FLAGS}
    wheels = folder / "wheels"
    run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(sources)],
        environment,
    )
    return next(wheels.glob("*.whl"))


def download(folder: Path) -> Path:
    """The source archive, by whatever index pip is configured for. Raises BuildFailed if it is another one."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest"]
    run([*command, str(folder), f"zeroc-ice=={VERSION}"])
    (archive,) = folder.glob("*.tar.gz")
    check_digest(archive)
    return archive


def check_digest(archive: Path) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        raise BuildFailed(f"the archive that pip brought has the checksum {digest}, not the known {SHA256}.")


def unpack(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return next(folder.iterdir())


def build_parts_at_once(sources: Path) -> None:
    with (sources / "setup.cfg").open("a", encoding="utf-8") as config:
        config.write(f"\n[build_ext]\nparallel = {os.cpu_count() or 1}\n")


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    """Raises BuildFailed with the end of what the command said."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 (no words but ours)
    if done.returncode:
        raise BuildFailed(f"`{' '.join(command[:5])} ...` failed:\n{(done.stderr or done.stdout)[-3000:]}")


if __name__ == "__main__":
    sys.exit(main())
