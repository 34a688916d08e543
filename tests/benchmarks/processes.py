"""Programs started, and what each took: seconds and memory of that process alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.practice import KEYS, REPOSITORY

SNELSYNC = ("-m", "snelsync")


@dataclass(frozen=True, slots=True)
class Took:
    """What one process took.

    Attributes:
        wall: seconds from start to end.
        work: seconds that a processor was at work for it.
        peak: the most memory it had, in MB.
    """

    code: int
    wall: float
    work: float
    peak: float


def took(*words: str, environ: Mapping[str, str]) -> Took:
    """Run Python with some words, to its end."""
    launcher = str(Path(__file__).with_name("launch.py"))
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-S", launcher, sys.executable, *words],
        cwd=REPOSITORY,
        env=dict(environ),
        capture_output=True,
        check=True,
    )
    return Took(**json.loads(ran.stdout))


@contextmanager
def compiled() -> Iterator[dict[str, str]]:
    """Give an environment in which Python finds everything compiled, as installed."""
    with TemporaryDirectory() as folder:
        yield {**KEYS, "PYTHONPYCACHEPREFIX": folder, "PATH": os.environ["PATH"]}


def quickest(
    repeats: int, *programs: tuple[str, ...], environ: Mapping[str, str]
) -> list[Took]:
    """Run programs in turn, again and again; of each the one with the least work.

    The first round, which compiles, does not count.
    """
    for words in programs:
        took(*words, environ=environ)
    rounds = [
        [took(*words, environ=environ) for words in programs] for _ in range(repeats)
    ]
    return [
        min((row[place] for row in rounds), key=lambda one: one.work)
        for place in range(len(programs))
    ]


def files(folder: Path, state: Path) -> tuple[str, ...]:
    """Write the options that name both files."""
    return ("--mapping", str(folder / "mapping.toml"), "--state", str(state))
