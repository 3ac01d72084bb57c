"""Spoilt copies of PDFs, the same at each run: ``python benchmarks/mutants.py FOLDER [--number 1000] [--seed 7] [--of FOLDER]``.

Beside them go the originals, as ``00-of-NAME.pdf``; a spoilt copy is ``KIND-NUMBER-of-NAME.pdf``, so that
``benchmarks/hostile.py`` can compare what was read of both.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "examples"
OBJECT = re.compile(rb"\d+ 0 obj\b.*?\bendobj", re.DOTALL)
NUMBER = re.compile(rb"(?<=[ \[])\d+(?:\.\d+)?(?=[ \]/>\r\n])")
EXTREMES = (
    b"-1",
    b"0",
    b"1",
    b"65536",
    b"2147483647",
    b"4294967296",
    b"-1e38",
    b"99999999999999999999",
    b"null",
    b"[]",
)
Spoil = Callable[[random.Random, bytes, bytes], bytes]


def flip(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """A few bytes changed."""
    out = bytearray(pdf)
    for _ in range(chance.choice((1, 4, 16, 64))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """A copy that stopped."""
    return pdf[: chance.randrange(1, len(pdf))]


def closed(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """A copy that stopped, with an end put after it."""
    return cut(chance, pdf, other) + chance.choice((b"\n%%EOF\n", b"\nstartxref\n0\n%%EOF\n", pdf[-1500:]))


def hole(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """A block of zeros, as a copy made in pieces or a bad disk leaves."""
    start, size = _block(chance, pdf)
    return pdf[:start] + b"\0" * size + pdf[start + size :]


def lack(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """A block that is not there."""
    start, size = _block(chance, pdf)
    return pdf[:start] + pdf[start + size :]


def twice(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    start, size = _block(chance, pdf)
    return pdf[: start + size] + pdf[start:]


def splice(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """Objects put in the place of others, of the same file or of another."""
    for _ in range(chance.choice((1, 2, 8))):
        mine, theirs = list(OBJECT.finditer(pdf)), list(OBJECT.finditer(chance.choice((pdf, other))))
        if mine and theirs:
            at, new = chance.choice(mine), chance.choice(theirs).group()
            number = at.group().partition(b" ")[0]
            pdf = pdf[: at.start()] + number + b" " + new.partition(b" ")[2] + pdf[at.end() :]
    return pdf


def numbers(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """Numbers of dictionaries and arrays made absurd."""
    for _ in range(chance.choice((1, 4, 16))):
        at = chance.choice(list(NUMBER.finditer(pdf)))
        pdf = pdf[: at.start()] + chance.choice(EXTREMES) + pdf[at.end() :]
    return pdf


def joined(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    return pdf[: chance.randrange(1, len(pdf))] + other[chance.randrange(len(other)) :]


def junk(chance: random.Random, pdf: bytes, other: bytes) -> bytes:
    """Something before and after that is none of it."""
    return chance.randbytes(chance.choice((0, 10, 900, 3000))) + pdf + chance.randbytes(chance.choice((10, 3000, 9000)))


KINDS: tuple[Spoil, ...] = (flip, cut, closed, hole, lack, twice, splice, numbers, joined, junk)


def _block(chance: random.Random, pdf: bytes) -> tuple[int, int]:
    start = chance.randrange(len(pdf))
    return start, min(chance.choice((16, 512, 4096, 65536)), len(pdf) - start)


def make(folder: Path, number: int, seed: int, sources: Path = EXAMPLES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    seeds = sorted(sources.glob("*.pdf"))
    for path in seeds:
        shutil.copyfile(path, folder / f"00-of-{path.name}")
    contents = [path.read_bytes() for path in seeds]
    for n in range(number):
        chance = random.Random(f"{seed} {n}")
        spoil, which = KINDS[n % len(KINDS)], chance.randrange(len(seeds))
        spoilt = spoil(chance, contents[which], chance.choice(contents))
        (folder / f"{spoil.__name__}-{n:04}-of-{seeds[which].name}").write_bytes(spoilt)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--of", type=Path, default=EXAMPLES)
    options = parser.parse_args()
    make(options.folder, options.number, options.seed, options.of)
