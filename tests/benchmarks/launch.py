"""Runs one program, and says what it took. By itself, because it is small.

A process begins with as much memory on its account as the one that started it had.
"""

import json
import os
import sys
import time


def main(words: list[str]) -> None:
    """Run a program to its end, its words to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    began = time.monotonic()
    process = os.posix_spawn(
        words[0],
        words,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, number) for number in range(3)],
    )
    _, status, used = os.wait4(process, 0)
    took = {
        "code": os.waitstatus_to_exitcode(status),
        "wall": time.monotonic() - began,
        "work": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main(sys.argv[1:])
