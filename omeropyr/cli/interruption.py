"""Ctrl-C, remembered: a library that is in the middle of something may turn it into an error of its own."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import NoReturn


class Interruption:
    """Raises KeyboardInterrupt as Python does, and knows afterwards that it happened."""

    def __init__(self) -> None:
        self.happened = False

    def __enter__(self) -> Interruption:
        self._heeds = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self._heeds:
            signal.signal(signal.SIGINT, self._heed)
        return self

    def __exit__(self, *_: object) -> None:
        if self._heeds:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _heed(self, number: int, frame: FrameType | None) -> NoReturn:
        self.happened = True
        raise KeyboardInterrupt
