"""Makes the environment of the peers in var/peers: `python bench/peers/install.py`. Nothing of it is committed."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "var" / "peers"
REQUIREMENTS = HERE / "requirements.txt"


def python_of_peers(folder: Path = FOLDER) -> Path:
    """The interpreter, after installing everything that is missing."""
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = folder / "requirements.txt"
    if not done.is_file() or done.read_bytes() != REQUIREMENTS.read_bytes():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", REQUIREMENTS], check=True)  # noqa: S603
        done.write_bytes(REQUIREMENTS.read_bytes())
    return python


if __name__ == "__main__":
    print(python_of_peers())
