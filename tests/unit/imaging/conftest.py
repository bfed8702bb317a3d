from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared test images (../shared/data) are not here")
    return SHARED


@pytest.fixture
def random_pixels() -> Callable[..., np.ndarray]:
    """Reproducible noise of a shape and type."""

    def make(shape: tuple[int, ...], dtype: str = "uint16", seed: int = 0) -> np.ndarray:
        rng = np.random.default_rng(seed)
        if np.dtype(dtype).kind == "f":
            return rng.normal(0, 100, shape).astype(dtype)
        limits = np.iinfo(dtype)
        return rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)

    return make
