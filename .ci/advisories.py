"""Is there a known weakness in what snelsync is installed with?

    python .ci/advisories.py PYTHON

looks at everything installed beside the interpreter PYTHON, with pip-audit. Where no
advisories can be read nothing is looked at, and that is said. Once they were read, what
goes wrong is a failure: a weakness never ends as "skipped".
"""

import http.client
import json
import subprocess
import sys
import tempfile
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

KNOWN = "https://pypi.org/pypi/jinja2/2.4.1/json"
"""An old release with weaknesses that are known (CVE-2014-1402, for one).

Where the index tells of none, it has no advisories, as a mirror may have none; there
pip-audit itself ends well without having looked at anything.
"""


def fetch(address: str) -> bytes:
    """Read what stands at an address."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        return bytes(answer.read())


def readable(fetch: Callable[[str], bytes]) -> bool:
    """Say whether the index tells of a weakness that is known."""
    try:
        return bool(json.loads(fetch(KNOWN)).get("vulnerabilities"))
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return False


def faults(document: dict[str, Any]) -> list[str]:
    """List each weakness, and each library that was not looked at."""
    found = [
        f"{one['name']} {one.get('version', '')}: {said}"
        for one in document["dependencies"]
        for said in (
            [f"not looked at: {one['skip_reason']}"]
            if "skip_reason" in one
            else [_weakness(weak) for weak in one["vulns"]]
        )
    ]
    return found if document["dependencies"] else ["nothing was looked at"]


def _weakness(weak: dict[str, Any]) -> str:
    mended = ", ".join(weak["fix_versions"]) or "no release yet"
    return f"{weak['id']} (mended in: {mended})"


def audit(python: str) -> dict[str, Any]:
    """Ask pip-audit about what is installed: from its own place, not that of others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frozen = subprocess.run(  # noqa: S603
            [python, "-m", "pip", "freeze", "--exclude-editable", "--exclude=snelsync"],
            check=True,
            capture_output=True,
            text=True,
        )
        (folder / "installed.txt").write_text(frozen.stdout, encoding="utf-8")
        venv.create(folder / "venv", with_pip=True)
        own = folder / "venv" / "bin"
        subprocess.run(  # noqa: S603
            [own / "pip", "install", "--quiet", "pip-audit>=2.9"], check=True
        )
        said = subprocess.run(  # noqa: S603
            [
                *(own / "pip-audit", "--format=json", "--progress-spinner=off"),
                *("--no-deps", "--disable-pip", "-r", folder / "installed.txt"),
            ],
            check=False,  # it ends with 1 both for a weakness and for a failure
            stdout=subprocess.PIPE,
            text=True,
        )
    return dict(json.loads(said.stdout))


def main(
    python: str,
    *,
    fetch: Callable[[str], bytes] = fetch,
    audit: Callable[[str], dict[str, Any]] = audit,
) -> int:
    """Look, tell, and give the exit code."""
    if not readable(fetch):
        sys.stdout.write("skipped: no index of advisories can be read from here\n")
        return 0
    document = audit(python)
    found = faults(document)
    sys.stdout.writelines(f"{line}\n" for line in found)
    looked_at = len(document["dependencies"])
    sys.stdout.write(f"{looked_at} libraries, {len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
