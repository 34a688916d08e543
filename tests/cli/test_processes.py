"""The program as people start it: real processes, real signals, real terminals."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import snelsync
from snelsync.cli.commands.demo import STEPS
from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import (
    FEW_ORDERS,
    KEYS,
    REPOSITORY,
    Practice,
    Stopped,
    leaks,
    recorded_ids,
)

SNELSYNC = (sys.executable, "-m", "snelsync")
# No certificates: there is no talking to anybody but loopback.
BARE = {"PYTHONUNBUFFERED": "1", "SSL_CERT_DIR": "none"}
ASKED_ITS_VERSION = """
import sys
from snelsync.cli.main import run
sys.argv[1:] = ["--version"]
run()
print(*sys.modules, file=sys.stderr)
"""
HEAVY = (
    *(f"snelsync.{room}" for room in ("adapters", "app", "domain", "sandbox")),
    *("alembic", "asyncio", "httpx", "jinja2", "keyring", "openpyxl", "pydantic"),
    *("requests", "rich", "sqlalchemy", "werkzeug"),
)
"""What a start that only says the version can do without."""
TELLING_IMPORTS = (sys.executable, "-X", "importtime", "-m", "snelsync")
IMPORTED = re.compile(r"^import time:.*\| +([\w.]+)$", re.MULTILINE)
NEEDLESS = (
    *("alembic", "jinja2", "keyring", "openpyxl", "requests", "rich", "tomlkit"),
    *("urllib3", "waitress", "werkzeug", "snelsync.adapters.pages"),
    *("snelsync.adapters.mapping_draft", "snelsync.adapters.sheets"),
    *("snelsync.adapters.woocommerce.setup", "snelsync.cli.tables"),
    *("snelsync.domain.shop_setup", "snelsync.sandbox"),
)
"""What a run without news needs nothing of: each takes longer to load than to do."""
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38;5;\d+|9[0-7])m")


def _run(
    *words: str,
    environ: dict[str, str],
    folder: Path,
    program: tuple[str, ...] = SNELSYNC,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [*program, *words],
        env=environ,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


Demo = tuple["subprocess.Popen[str]", Path]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start the demo in an empty home, while other tests run."""
    home = tmp_path_factory.mktemp("home")
    with subprocess.Popen(  # noqa: S603 - our own program
        [*SNELSYNC, "demo", "--json", "--keep", "kept"],
        env=BARE | {"HOME": str(home)},
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process, home


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Serve both sides with the machine's own clock, as a process has it too."""
    shop = PracticeShop("incl")
    for order_id in recorded_ids() - FEW_ORDERS:
        shop.delete_order(order_id)
    books = PracticeAdministration()
    folder = tmp_path_factory.mktemp("today")
    with served(shop, books) as at:
        practice = Practice(shop, books, at, folder, Stopped())
        practice.write_mapping()
        yield practice


def test_version_is_one_line_and_loads_little(demo: Demo, tmp_path: Path) -> None:
    """``--version`` says name and version, and loads nothing it has no use for."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", ASKED_ITS_VERSION],
        env={},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert demo
    assert ran.stdout == f"snelsync {snelsync.__version__}\n"
    loaded = set(ran.stderr.split())
    assert "typer" in loaded
    assert [name for name in sorted(loaded) if name.startswith(HEAVY)] == []


def test_runs_need_no_home_no_terminal_and_nothing_heavy(
    today: Practice, tmp_path: Path
) -> None:
    """As cron runs it: an empty environment but the keys, and one line each.

    The folder it is started in may not be written, and nothing is. What a run without
    news loads is looked at, because how long it takes depends on the machine.
    """
    tmp_path.chmod(0o500)
    for words, code, said in (
        (("sync", "--quiet"), 3, "14 new or changed; 11 booked now"),
        (("sync", "--quiet"), 3, "0 new or changed; 0 booked now"),
    ):
        program = TELLING_IMPORTS if said.startswith("0") else SNELSYNC
        ran = _run(*today.files, *words, environ=KEYS, folder=tmp_path, program=program)
        assert ran.returncode == code, ran.stderr
        assert ran.stdout.startswith(said)
        assert ran.stdout.count("\n") == 1
    loaded = set(IMPORTED.findall(ran.stderr))
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint(NEEDLESS), sorted(loaded.intersection(NEEDLESS))
    assert len(today.booked_numbers()) == 11
    assert list(tmp_path.iterdir()) == []


def _on_a_terminal(*words: str, environ: dict[str, str], folder: Path) -> str:
    """Run with a terminal for stdout; gives what it shows."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own program
        [*SNELSYNC, *words],
        env=environ | {"TERM": "xterm-256color"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:
            pass  # the other end was closed: everything was read
    os.close(ours)
    return shown.decode()


def test_colour_is_for_terminals_and_never_with_no_color(today: Practice) -> None:
    """On a terminal outcomes have a colour; with NO_COLOR they have none."""
    today.run("pull-orders")
    today.run("push", "--yes")
    words = (*today.files, "status")
    shown = _on_a_terminal(*words, environ=KEYS, folder=today.folder)
    no_color = KEYS | {"NO_COLOR": "1"}
    plain = _on_a_terminal(*words, environ=no_color, folder=today.folder)
    assert COLOUR.search(shown)
    assert not COLOUR.search(plain)
    assert "need a person" in plain


def test_output_that_nobody_reads_any_more_is_no_bug(tmp_path: Path) -> None:
    """As with ``| head``: the rest is not shown, and not a word is said of it."""
    read, write = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(  # noqa: S603 - our own program
            [*SNELSYNC, "map-check", "--schema"],
            env=BARE,
            cwd=tmp_path,
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_the_sandbox_says_where_it_listens_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    """`sandbox` prints addresses and practice keys, answers, and ends with 130."""
    words = ["sandbox", "--shop-port", "0", "--snelstart-port", "0", "--vies-port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*SNELSYNC, *words],
        env=BARE,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            text = _until("Ctrl-C", process)
            addresses = re.findall(r'(\w+) = "(http://127\.0\.0\.1:\d+[^"]*)"', text)
            exports = dict(re.findall(r"export (\w+)='([^']+)'", text))
            asked = _ask(tmp_path, dict(addresses), exports)
        finally:
            process.send_signal(signal.SIGINT)
        _, remarks = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in remarks) == (130, False)
    assert exports == KEYS
    assert asked.returncode == 0, asked.stderr
    assert "Oefenadministratie" in asked.stdout


def _until(word: str, process: "subprocess.Popen[str]") -> str:
    """Read what a process says, up to the line with a word."""
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    while word not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it ended before it said so"
    return "".join(lines)


def _ask(
    folder: Path, addresses: dict[str, str], exports: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Use what the sandbox printed, as a person would."""
    text = (REPOSITORY / "mapping.example.toml").read_text(encoding="utf-8")
    for name, url in addresses.items():
        text = re.sub(rf"^{name} = .*$", f'{name} = "{url}"', text, flags=re.MULTILINE)
    assert "https://" not in text
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    return _run("auth", "status", environ=BARE | exports, folder=folder)


def test_the_demo_ends_well_in_an_empty_home(demo: Demo) -> None:
    """It needs nothing: one JSON document, every step done, files kept on request."""
    process, home = demo
    told, remarks = process.communicate(timeout=60)
    document = json.loads(told)
    assert (process.returncode, document["exit_code"], remarks) == (0, 0, "")
    assert (document["schema"], document["command"]) == (1, "demo")
    assert document["counts"] == {"steps": len(STEPS)}
    assert [step["command"] for step in document["steps"]] == [
        " ".join(step.words) for step in STEPS
    ]
    assert {step["exit_code"] for step in document["steps"]} <= {0, 3, 4}
    assert leaks(told) == []
    assert [path.name for path in home.iterdir()] == ["kept"]
    kept = {path.name for path in (home / "kept").iterdir()}
    assert {"mapping.toml", "state.sqlite3"} <= kept
    assert all(name.startswith(("mapping", "state")) for name in kept)
