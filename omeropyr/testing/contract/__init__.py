"""The parts of the gateway contract, one module for each service."""

from __future__ import annotations

import pkgutil

import pytest

# so that a broken promise shows the values, as in a test module
pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)))
