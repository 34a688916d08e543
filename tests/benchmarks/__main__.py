"""How fast it is, measured: ``python -m tests.benchmarks --quick``.

Everything against the practice sides, as ratios within one run: seconds on a machine
that is shared mean little. What each letter stands for: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import snelsync

from . import calls, sizes, times
from .figure import QUICK, WHOLE, Figure, Scale, table

MEASURES: dict[str, Callable[[Scale], Iterator[Figure]]] = {
    "a": calls.per_document,
    "b": calls.per_business,
    "c": calls.quota,
    "d": calls.per_pull,
    "e": times.pulling,
    "f": times.deciding,
    "g": times.starting,
    "h": times.no_op,
    "ij": sizes.memory,
    "k": sizes.looking_up,
}


def main(words: list[str]) -> int:
    """Measure, and print the table; 1 when something is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("letters", nargs="*", help="only these: a b c d e f g h ij k")
    parser.add_argument("--quick", action="store_true", help="smaller shops")
    parser.add_argument("--json", type=Path, help="write the figures to a file too")
    asked = parser.parse_args(words)
    scale = QUICK if asked.quick else WHOLE
    found: list[Figure] = []
    for letter, measure in MEASURES.items():
        if asked.letters and not set(letter) & set("".join(asked.letters)):
            continue
        began = monotonic()
        found += measure(scale)
        seconds = f"measured {letter} in {monotonic() - began:.0f} s\n"
        sys.stderr.write(seconds)
    sys.stdout.write(table(found) + "\n")
    if asked.json:
        document = {
            "schema": 1,
            "snelsync": snelsync.__version__,
            "python": platform.python_version(),
            "processors": os.cpu_count(),
            "load": os.getloadavg()[0],
            "quick": asked.quick,
            "figures": [one.document() for one in found],
        }
        text = json.dumps(document, indent=2) + "\n"
        asked.json.write_text(text, encoding="utf-8")
    return int(any(one.verdict == "MISSED" for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
