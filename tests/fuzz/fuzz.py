"""Damages image files of every kind, and sees that each gives pixels or one clear sentence, soon and in little memory.

    python tests/fuzz/fuzz.py [--seconds 600] [--seed 0] [--only NAME] [--keep FOLDER]

What is found wrong is printed once, with the number that makes it again; the damaged files are kept in FOLDER.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

sys.path += [str(Path(__file__).parents[1] / "support"), str(Path(__file__).parent)]

import picture_variants
import tiff_variants
import zarr_variants
from mutations import damage
from tiff_variants import Variant
from worker import Worker


def variants() -> list[Variant]:
    return [*tiff_variants.variants(), *zarr_variants.variants(), *picture_variants.variants()]


class Seeds:
    """Whole files, written once and copied for each case."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, variant: Variant, target: Path) -> None:
        place = self._folder / f"{variant.name}{variant.suffix}"
        if not place.exists():
            place.mkdir(parents=True)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                variant.write(place / f"image{variant.suffix}")
        shutil.copytree(place, target)


def cases(chosen: Sequence[Variant], seed: int) -> Iterator[tuple[int, Variant]]:
    """Numbers from `seed`; the number alone says which variant is damaged, and how."""
    number = seed
    while True:
        yield number, chosen[Random(number).randrange(len(chosen))]  # noqa: S311
        number += 1


def fuzz(
    chosen: Sequence[Variant], work: Path, *, seed: int, seconds: float, most: int, keep: Path | None
) -> Counter[str]:
    """Faults and how often each was met; each is printed when it is met first."""
    found: Counter[str] = Counter()
    images = refusals = count = 0
    seeds, end = Seeds(work / "seeds"), time.monotonic() + seconds
    with Worker(work) as worker:
        for number, variant in cases(chosen, seed):
            if count >= most or time.monotonic() > end:
                break
            case = work / "case"
            shutil.rmtree(case, ignore_errors=True)
            seeds.copy(variant, case)
            how = damage(case, Random(number))  # noqa: S311
            answer = worker.run(case)
            count, images, refusals = count + 1, images + answer["images"], refusals + len(answer["said"])
            for fault in answer["faults"]:
                kind = fault.partition(": ")[0] if not fault.startswith(("slow", "memory")) else fault
                found[kind] += 1
                if found[kind] == 1:
                    print(f"{number} {variant.name}{variant.suffix} ({how}): {fault}", flush=True)
                    if keep is not None:
                        shutil.copytree(case, keep / str(number), dirs_exist_ok=True)
    print(f"{count} damaged files: {images} images, {refusals} refusals, {sum(found.values())} faults")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--most", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=int(time.time()) * 1000)
    parser.add_argument("--only", default="", help="variants with this in their name")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    chosen = [one for one in variants() if asked.only in f"{one.name}{one.suffix}"]
    print(f"--seed {asked.seed}")
    with tempfile.TemporaryDirectory() as work:
        options = {"seed": asked.seed, "seconds": asked.seconds, "most": asked.most, "keep": asked.keep}
        return 1 if fuzz(chosen, Path(work), **options) else 0


if __name__ == "__main__":
    sys.exit(main())
