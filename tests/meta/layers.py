"""Which room may know which: the arrows of the house, read from the code itself."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import snelsync

REPOSITORY = Path(__file__).parents[2]
PACKAGE = "snelsync"
SOURCE = Path(snelsync.__file__).parent
"""The package under test: the working tree, or the installed wheel."""

ROOMS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "secret": (),
    "events": (),
    "domain": ("domain",),
    "app": ("app", "domain", "errors", "events"),
    "adapters": ("app.ports", "domain", "errors", "events", "secret", "adapters"),
    "cli": (
        *("cli", "app", "domain", "errors", "events", "secret", "adapters"),
        "sandbox",
    ),
    "sandbox": ("sandbox",),
    "__main__": ("cli.main",),
    "__init__": (),
}
"""What each room may import of ours; its own version anybody may ask for."""

SHARED_ADAPTERS = (
    "adapters.connection",
    "adapters.http",
    "adapters.private_files",
    "adapters.vat_numbers",
)
WIRING = ("cli.wiring", "cli.wiring_unattended", "cli.wiring_logs")
CONCRETE_BY_NAME = {"adapters.credentials"}
"""Names of keys and secrets, which the commands about keys need when running."""
SANDBOX_SERVER = "sandbox.serve"
"""Puts the sides on loopback; they themselves meet on the wire only."""
SANDBOX_USERS = ("cli.commands.demo", "cli.commands.sandbox")
PURE = ("domain",)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: by whom, of what, where, and whether only for type checking."""

    by: str
    of: str
    line: int
    typing_only: bool

    def __str__(self) -> str:
        """Say it as one would."""
        return f"{self.by}:{self.line} imports {self.of}"


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """List the modules of a package by name within it."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[-1] == "__init__" and len(parts) > 1:
            parts = parts[:-1]
        yield ".".join(parts), path


def _path(root: Path, module: str) -> Path:
    return root.joinpath(*module.split(".")).with_suffix(".py")


def _guarded(tree: ast.Module) -> set[ast.AST]:
    """List what stands under ``if TYPE_CHECKING:``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def imports(root: Path, *, only: str = "") -> Iterator[Import]:
    """List every import of a package, or of one module, wherever in it it stands."""
    for name, path in [(only, _path(root, only))] if only else modules(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guarded = _guarded(tree)
        for node in ast.walk(tree):
            for of in _imported(node, root):
                yield Import(name, of, getattr(node, "lineno", 0), node in guarded)


def _imported(node: ast.AST, root: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            yield "." * node.level + (node.module or "")
            return
        module = node.module or ""
        for alias in node.names:
            whole = f"{module}.{alias.name}"
            inside = root.parent.joinpath(*whole.split("."))
            is_module = inside.is_dir() or inside.with_suffix(".py").exists()
            yield whole if is_module else module


def _within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def violations(root: Path, *, only: str = "") -> list[str]:
    """List every import that points the wrong way."""
    return [
        f"{one}: {reason}"
        for one in imports(root, only=only)
        if (reason := _reason(one))
    ]


def _reason(one: Import) -> str:
    """Say why an import may not be; "" when it may."""
    if one.of.startswith("."):
        return "imports are written out"
    if _within(one.by, PURE) and not one.of.startswith(PACKAGE):
        top = one.of.partition(".")[0]
        return (
            ""
            if top in sys.stdlib_module_names
            else "the domain knows the standard library only"
        )
    if one.of == PACKAGE or not one.of.startswith(f"{PACKAGE}."):
        return ""
    of = one.of.removeprefix(f"{PACKAGE}.")
    room = one.by.partition(".")[0]
    if not _within(of, ROOMS[room]):
        return f"{room} may not know it"
    if room == "adapters":
        return _between_adapters(one.by, of)
    if room == "sandbox":
        return _in_the_sandbox(one, of)
    return _from_the_command_line(one, of) if room == "cli" else ""


def _package(name: str) -> str:
    """Give the adapter a module belongs to: its folder, or the room itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 2 or parts[1] in _FOLDERS else ""


_FOLDERS = ("woocommerce", "snelstart", "state", "pages")


def _between_adapters(by: str, of: str) -> str:
    if not _within(of, ("adapters",)) or _within(of, SHARED_ADAPTERS):
        return ""
    same = _package(by) == _package(of)
    return "" if same else "adapters do not know each other"


def _in_the_sandbox(one: Import, of: str) -> str:
    side, other = one.by.split(".")[1:2], of.split(".")[1:2]
    if side == other or one.by == SANDBOX_SERVER:
        return ""
    return "the sides of the sandbox meet on the wire only"


def _from_the_command_line(one: Import, of: str) -> str:
    if _within(of, ("sandbox",)) and not one.typing_only:
        allowed = _within(one.by, SANDBOX_USERS)
        return "" if allowed else "only demo and sandbox play the sandbox"
    if not _within(of, ("adapters",)) or one.typing_only or one.by in WIRING:
        return ""
    allowed = one.by.startswith("cli.commands.") and of in CONCRETE_BY_NAME
    return "" if allowed else "only the wiring names concrete adapters"
