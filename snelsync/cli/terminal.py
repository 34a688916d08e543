"""A terminal that no text can steer: not its cursor, its colours, or its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import (
    Console,
    ConsoleOptions,
    ConsoleRenderable,
    RenderHook,
    RenderResult,
)


class SteadyConsole(Console):
    """Shows every text as it is, from wherever in a table it comes.

    Args:
        clean: leaves out what could move the cursor.
        stderr: write there, not to stdout.
        width: columns; None for the terminal's own.
    """

    def __init__(
        self, clean: Callable[[str], str], *, stderr: bool, width: int | None
    ) -> None:
        super().__init__(
            stderr=stderr, width=width, soft_wrap=False, emoji=False, markup=False
        )
        self.push_render_hook(_Cleaning(clean))


@dataclass(frozen=True, slots=True)
class _Cleaning(RenderHook):
    clean: Callable[[str], str]

    def process_renderables(
        self, renderables: list[ConsoleRenderable]
    ) -> list[ConsoleRenderable]:
        """Wrap what is to be shown."""
        return [_Cleaned(one, self.clean) for one in renderables]


@dataclass(frozen=True, slots=True)
class _Cleaned:
    inner: ConsoleRenderable
    clean: Callable[[str], str]

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Give the same; rich's own moves of the cursor stay."""
        for one in console.render(self.inner, options):
            yield one if one.control else one._replace(text=self.clean(one.text))
