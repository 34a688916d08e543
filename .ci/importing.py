"""Loads every module of the installed snelsync, and fails when one calls anybody.

With all the libraries they bring along: no network, and no other program.
"""

import importlib
import pkgutil
import sys

DEEDS = (
    *("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"),
    *("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork"),
    *("urllib.", "http.client.", "smtplib.", "ftplib."),
)
heard: list[str] = []


def listen(event: str, _: object) -> None:
    """Note what reaches out of the process."""
    if event.startswith(DEEDS):
        heard.append(event)


sys.addaudithook(listen)
snelsync = importlib.import_module("snelsync")
names = [
    one.name
    for one in pkgutil.walk_packages(snelsync.__path__, "snelsync.")
    # Alembic runs this one, in its own way; the other is the program itself.
    if not one.name.endswith((".__main__", ".migrations.env"))
]
for name in names:
    importlib.import_module(name)
sys.stdout.write(f"{len(names)} modules, calls: {', '.join(heard) or 'none'}\n")
sys.exit(1 if heard or len(names) < 200 else 0)
