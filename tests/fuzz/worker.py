"""A process for work that may hang, crash or eat all memory; a new one takes its place when it dies."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAM = Path(__file__).parent / "whole_path.py"
SECONDS = 100
"""After which a process that answers nothing is ended; it ends itself much sooner."""


class Worker:
    """Sends folders to `whole_path.py`. `work` is a folder for what is exported."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._process: subprocess.Popen[str] | None = None

    def run(self, folder: Path) -> dict[str, Any]:
        """The outcome as a dictionary; that of a process that died has the reason as its only fault."""
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{folder}\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], SECONDS)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            line = ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        return {"images": 0, "said": [], "faults": [self._ended()], "seconds": SECONDS, "mebibytes": 0}

    def _started(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", str(PROGRAM), str(self._work)]
        with (self._work / "stderr.txt").open("a") as errors:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)

    def _ended(self) -> str:
        """Kills what may still run, and says how it ended."""
        assert self._process is not None
        self._process.kill()
        with self._process, suppress(BrokenPipeError):  # closes the pipes and waits
            pass
        code = int(self._process.returncode)
        self._process = None
        return f"died with {code}"

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self._ended()
