"""Patterns as in a file name: whether a text fits one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

fits = lru_cache(maxsize=10_000)(fnmatchcase)
"""Say whether a text fits a pattern of ``*`` and ``?``. Answers are remembered: the few
methods and SKUs of a shop are asked about again and again."""
