"""What an ini file may say of the server."""

from __future__ import annotations

import threading

import pytest

from omeropyr.errors import ConfigurationError
from omeropyr.serving.options import MOST_WORKERS, WAITRESS, read_options
from omeropyr.serving.processes import start_method


def test_nothing_said_is_fine() -> None:
    options = read_options({})
    assert (options.host, options.port, options.waitress) == ("127.0.0.1", 4080, None)
    assert 1 <= options.workers <= MOST_WORKERS


def test_the_command_line_wins() -> None:
    options = read_options({"host": "::1", "port": "1", "workers": "3"}, host="0.0.0.0", port=2)  # noqa: S104
    assert (options.host, options.port, options.workers) == ("0.0.0.0", 2, 3)  # noqa: S104


def test_waitress_gets_its_own_options() -> None:
    options = read_options({"use": WAITRESS, "threads": "3", "url_scheme": "https"})
    assert options.waitress == {"threads": "3", "url_scheme": "https"}


def test_every_fault_is_told() -> None:
    with pytest.raises(ConfigurationError) as told:
        read_options({"port": "many", "workers": "0", "thread": "4"})
    assert len(told.value.faults) == 3
    assert "thread" in str(told.value)
    assert "workers must be from 1 to 64" in str(told.value)


def test_a_process_with_threads_at_work_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="at-work")
    thread.start()
    try:
        assert start_method() == "spawn"
    finally:
        done.set()
        thread.join()
