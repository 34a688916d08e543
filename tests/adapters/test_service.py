"""Units and crontab lines: exactly what is written, and what systemd says of it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from snelsync.adapters.credentials import ALERT_KEYS, NEEDED_KEYS
from snelsync.adapters.service_cron import crontab
from snelsync.adapters.service_steps import cron_steps, unit_steps
from snelsync.adapters.service_units import command, service, timer, word
from snelsync.adapters.service_writing import Installer
from snelsync.app.ports import Unattended
from snelsync.errors import ENDED_WELL, SettingsError, UsageError

RUN = Unattended(
    shop="shop.example.nl",
    program=("/opt/snelsync/bin/snelsync",),
    mapping="/etc/snelsync/mapping.toml",
    state="",
)
SERVICE = """\
[Unit]
Description=snelsync: book shop.example.nl in SnelStart
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=/opt/snelsync/bin/snelsync sync --quiet
# Done, and something is left for a person: no failure of the service.
SuccessExitStatus=3 4
# A run may wait for the next hour's calls; asked to stop, it ends
# after the booking that is on its way.
TimeoutStartSec=6h
TimeoutStopSec=5min
Environment=SNELSYNC_MAPPING=/etc/snelsync/mapping.toml
Environment=SNELSYNC_STATE=%S/snelsync/state.sqlite3
StateDirectory=snelsync
StateDirectoryMode=0700
User=snelsync
LoadCredential=snelsync-woo-key:%E/credstore/snelsync-woo-key
LoadCredential=snelsync-woo-secret:%E/credstore/snelsync-woo-secret
LoadCredential=snelsync-subscription-key:%E/credstore/snelsync-subscription-key
LoadCredential=snelsync-connection-key:%E/credstore/snelsync-connection-key
# Of alerts; sought in systemd's own folders of credentials, and not needed.
LoadCredential=snelsync-alert-ping-url:snelsync-alert-ping-url
LoadCredential=snelsync-alert-webhook-url:snelsync-alert-webhook-url
LoadCredential=snelsync-alert-smtp-password:snelsync-alert-smtp-password

# What it may do: reach the network, read, and write in its own folder. No more.
NoNewPrivileges=yes
UMask=0077
# No memory of a crash on disk: keys would be in it.
LimitCORE=0
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateUsers=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=
AmbientCapabilities=
KeyringMode=private
PrivateDevices=yes
PrivateMounts=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
"""
TIMER = """\
[Unit]
Description=snelsync: every day for shop.example.nl

[Timer]
OnCalendar=*-*-* 06:15:00
# Made up for when the machine was off.
Persistent=true
# Not all machines at the same second.
RandomizedDelaySec=10min

[Install]
WantedBy=timers.target
"""
ODD = '/srv/my shop/100%/it\'s "$HOME"/map\\ping.toml'
KINDS = {
    "machine": RUN,
    "dynamic": replace(RUN, run_as="", sees_home=True),
    "encrypted": replace(RUN, encrypted=True, name="shop2"),
    "odd paths": replace(RUN, mapping=ODD, keys="/srv/my keys 5%"),
    "own": replace(RUN, own=True, run_as=""),
}


def test_the_units_are_exactly_these() -> None:
    """What a person reads before trusting it is here, line by line."""
    assert Installer().units(RUN) == {
        "snelsync.service": SERVICE,
        "snelsync.timer": TIMER,
    }


def test_what_differs_by_choice_differs_and_nothing_else() -> None:
    """Each choice changes its own lines, and takes no other protection away."""

    def changed(run: Unattended) -> set[str]:
        return {*service(run).splitlines()} - {*SERVICE.splitlines()}

    assert changed(KINDS["dynamic"]) == {"DynamicUser=yes", "ProtectHome=read-only"}
    encrypted = changed(KINDS["encrypted"])
    assert (
        "LoadCredentialEncrypted=snelsync-woo-key:"
        "%E/credstore.encrypted/shop2-woo-key" in encrypted
    )
    assert "StateDirectory=shop2" in encrypted
    own = service(KINDS["own"])
    assert "User=" not in own.replace("PrivateUsers=", "")
    assert "Capability" not in own
    assert "OnCalendar=*-*-* 23:05:00" in timer(replace(RUN, at=(23, 5)))


def test_the_keys_are_loaded_by_the_names_they_are_sought_by() -> None:
    """All four that are needed, from a file each; those of alerts without a path."""
    loaded = dict(re.findall(r"LoadCredential=snelsync-([\w-]+):(.*)", SERVICE))
    assert loaded.keys() == {key.slug for key in (*NEEDED_KEYS, *ALERT_KEYS)}
    assert [name for name, path in loaded.items() if "/" in path] == [
        key.slug for key in NEEDED_KEYS
    ]


def test_a_run_that_did_all_it_could_is_no_failure_of_the_service() -> None:
    """Systemd calls the same runs good that the dead-man rule does."""
    (codes,) = re.findall(r"SuccessExitStatus=(.*)", SERVICE)
    assert {0, *map(int, codes.split())} == {int(code) for code in ENDED_WELL}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("/plain/path", "/plain/path"),
        ("/my shop", '"/my shop"'),
        ("/100%", "/100%%"),
        ('/a"b\\c', '"/a\\"b\\\\c"'),
        ("/it's", '"/it\'s"'),
    ],
)
def test_a_path_with_odd_letters_is_one_word(text: str, written: str) -> None:
    """Spaces, quotes, backslashes and % mean themselves."""
    assert word(text) == written


def test_a_variable_is_put_in_arguments_only() -> None:
    """$ means itself: doubled in an argument, as it is in the program's name."""
    assert command(("/a$b/python", "-m", "c$d")) == "/a$b/python -m c$$d"


@pytest.mark.parametrize("path", ["/a\nExecStartPre=/bin/evil", "/a\x1b[2J"])
def test_a_path_cannot_add_a_line(path: str) -> None:
    """A line end in a name is refused, in a unit and in a crontab."""
    with pytest.raises(UsageError):
        service(replace(RUN, mapping=path))
    with pytest.raises(UsageError):
        crontab(replace(RUN, mapping=path, state="/s", keys="/k"))


@pytest.mark.parametrize("kind", KINDS)
def test_systemd_finds_nothing_wrong_and_little_exposed(
    tmp_path: Path, kind: str
) -> None:
    """Its own checker takes the units; its exposure level is 1.2 of 10 at most."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here: the units are not checked by it")
    said = subprocess.check_output([analyze, "--version"], text=True)  # noqa: S603
    if int(said.split()[1]) < 250:
        pytest.skip(f"{said.splitlines()[0]} cannot check a unit that does not run")
    run = replace(KINDS[kind], program=(sys.executable, "-m", "snelsync"))
    Installer().write(tmp_path, Installer().units(run), force=False)
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    whose = "--user" if run.own else "--system"
    verify = [analyze, "verify", whose, "--man=no", *files]
    checked = subprocess.run(  # noqa: S603 - our own words
        verify,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    if run.own:
        return
    security = [analyze, "security", "--offline=true", "--threshold=12", "--no-pager"]
    exposed = subprocess.run(  # noqa: S603 - our own words
        [*security, "--json=short", files[0]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert exposed.returncode == 0, exposed.stdout + exposed.stderr
    assert json.loads(exposed.stdout)


def test_a_line_of_a_crontab_is_what_a_shell_reads_back() -> None:
    """Cron ends at a bare %; what it leaves, a shell divides into the right words."""
    run = replace(RUN, mapping=ODD, state="/var/lib/s.sqlite3", keys="/srv/my keys 5%")
    minute, hour, *stars, line = crontab(run).split(" ", 5)
    assert (minute, hour, stars) == ("15", "6", ["*", "*", "*"])
    assert not re.search(r"(?<!\\)%", line)
    words = shlex.split(line.replace("\\%", "%"))
    files = [one.partition("=") for one in words[:4]]
    assert [name for name, _, _ in files] == [
        f"{key.variable}_FILE" for key in NEEDED_KEYS
    ]
    assert files[0][2] == "/srv/my keys 5%/snelsync-woo-key"
    assert words[4:] == [
        "/opt/snelsync/bin/snelsync",
        "--mapping",
        ODD,
        "--state",
        "/var/lib/s.sqlite3",
        "sync",
        "--quiet",
    ]
    with pytest.raises(UsageError):
        crontab(replace(run, mapping=f"/{'x' * 900}"))


def test_the_steps_put_every_key_in_a_file_of_its_owner_alone() -> None:
    """In the folder the unit names, 0600, and nothing is put on a command line."""
    folder = Path("/tmp/my units")  # noqa: S108 - a name, nothing is written
    told = "\n".join(one.command for one in unit_steps(RUN, folder))
    for key in NEEDED_KEYS:
        name = f"/etc/credstore/snelsync-{key.slug}"
        assert f"sudo install -m 600 /dev/stdin {name}" in told
    assert "'/tmp/my units/snelsync.service'" in told
    assert told.index("daemon-reload") < told.index("enable --now snelsync.timer")
    placed = unit_steps(RUN, Path("/etc/systemd/system"))
    assert len(placed) == len(unit_steps(RUN, folder)) - 1

    moved = "\n".join(
        one.command for one in unit_steps(replace(RUN, state="/old/my.db"), folder)
    )
    assert "--state /old/my.db backup /old/my.db.moved" in moved
    target = "/var/lib/snelsync/state.sqlite3"
    assert f"sudo test ! -e {target} &&" in moved
    assert f"sudo install -m 600 -o snelsync /old/my.db.moved {target}" in moved
    there = unit_steps(replace(RUN, state=target), folder)
    assert not any(target in one.command for one in there)
    own = unit_steps(replace(KINDS["own"], state="/old/my.db", encrypted=True), folder)
    assert not any("sudo" in one.command for one in own)
    assert any("systemd-creds encrypt --user --name" in one.command for one in own)
    cron = cron_steps(replace(RUN, keys="/k"))
    assert cron[0].command == "install -m 600 /dev/stdin /k/snelsync-woo-key"


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    """Not one file of the two, and not through a link; force replaces a link."""
    other = tmp_path / "other"
    other.write_text("mine", encoding="utf-8")
    (tmp_path / "snelsync.timer").symlink_to(other)
    texts = {"snelsync.service": "one", "snelsync.timer": "two"}
    with pytest.raises(UsageError, match=r"snelsync\.timer already"):
        Installer().write(tmp_path, texts, force=False)
    assert not (tmp_path / "snelsync.service").exists()
    Installer().write(tmp_path, texts, force=True)
    assert other.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "snelsync.timer").read_text(encoding="utf-8") == "two"
    assert (tmp_path / "snelsync.service").stat().st_mode & 0o777 == 0o644
    assert len(list(tmp_path.iterdir())) == 3
    with pytest.raises(SettingsError):
        Installer().write(other, texts, force=False)
