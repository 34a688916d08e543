"""What grows with a shop: memory, calls to reconcile it, and looking something up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from snelsync.sandbox.serve import served
from tests.reconcile.scale import FIRST, PERIOD, call_it, grow
from tests.recorded.world import World, open_world

from .figure import Figure, Scale
from .processes import SNELSYNC, Took, compiled, files, quickest, took
from .sides import Sides
from .times import write_mapping

MEMORY, GROWTH, LOOKING_UP = 250.0, 1.5, 3.0
COMMANDS = (
    ("pull", ("pull-orders",)),
    ("map-check", ("map-check",)),
    ("plan", ("push", "--dry-run")),
)
"""What is weighed on a shop that is only pulled: its name, and the words to type."""
RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each command took on a shop of some size.

    Attributes:
        calls: of SnelStart, to reconcile.
    """

    took: dict[str, Took]
    calls: int
    documents: int


def _weigh(documents: int, environ: dict[str, str]) -> Weighed:
    """Run each command on a shop of a size, in a process of its own."""
    found: dict[str, Took] = {}
    with (
        TemporaryDirectory() as name,
        Sides(orders=documents, refunds=0, latency=0) as sides,
    ):
        folder = Path(name)
        write_mapping(folder, sides.at)
        start = (*SNELSYNC, "--quiet", *files(folder, folder / "state.sqlite3"))
        for what, words in COMMANDS:
            found[what] = took(*start, *words, environ=environ)
    found[RECONCILE], calls = _reconciled(documents, environ)
    return Weighed(found, calls, documents)


def _reconciled(documents: int, environ: dict[str, str]) -> tuple[Took, int]:
    with TemporaryDirectory() as name, ExitStack() as stack:
        line, world = _booked(Path(name), documents, stack)
        world.administration.requests.clear()
        weighed = took(*line, "reconcile", PERIOD, environ=environ)
        asked = world.administration.requests
        return weighed, sum(one.path != "/b2b/token" for one in asked)


def _booked(
    folder: Path, documents: int, stack: ExitStack
) -> tuple[tuple[str, ...], World]:
    """Book a recorded shop, and grow all three sides; gives what to type, and it."""
    state = folder / "state.sqlite3"
    world = open_world("incl", state, stack)
    grow(world, state, documents)
    at = stack.enter_context(served(world.shop, world.administration))
    write_mapping(folder, at)
    call_it(state, urlsplit(at.shop_url).netloc)
    return (*SNELSYNC, "--quiet", *files(folder, state)), world


def memory(scale: Scale) -> Iterator[Figure]:
    """Weigh the commands on a smaller and a larger shop."""
    with compiled() as environ:
        small, large = (_weigh(size, environ) for size in scale.sizes)
    for what in (*(name for name, _ in COMMANDS), RECONCILE):
        one, other = small.took[what], large.took[what]
        yield Figure(
            letter="i",
            what=f"{what}: MB at {large.documents} orders",
            limit=MEMORY,
            measured=other.peak,
            note=f"{other.wall:.1f} s, exit {other.code}",
        )
        yield Figure(
            letter="i",
            what=f"{what}: growth from {small.documents} to {large.documents} orders",
            limit=GROWTH,
            measured=other.peak / one.peak,
            note=f"from {one.peak:.0f} MB",
        )
    for shop in (small, large):
        yield Figure(
            letter="j",
            what=f"SnelStart calls to reconcile {shop.documents} documents",
            limit=shop.documents / 500 + 10,
            measured=shop.calls,
        )


def looking_up(scale: Scale) -> Iterator[Figure]:
    """Ask where everything stands, and for one order, of a small and a large record."""
    with compiled() as environ:
        small, large = (
            _looked_up(size, scale.repeats, environ) for size in scale.states
        )
    for place, what in enumerate(("status", "show")):
        one, other = small[place], large[place]
        yield Figure(
            letter="k",
            what=f"{what} at {scale.states[1]} orders, times at {scale.states[0]}",
            limit=LOOKING_UP,
            measured=other.work / one.work,
            note=f"{other.work:.2f} against {one.work:.2f} s of work",
        )


def _looked_up(documents: int, repeats: int, environ: dict[str, str]) -> list[Took]:
    with TemporaryDirectory() as name, ExitStack() as stack:
        line, _ = _booked(Path(name), documents, stack)
        return quickest(
            min(repeats, 3),
            (*line, "status"),
            (*line, "show", str(FIRST + documents // 2)),
            environ=environ,
        )
