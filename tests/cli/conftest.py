"""Two practice sides on loopback: pulled once, booked once, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring
from keyring.errors import PasswordDeleteError
from sqlalchemy import Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import FEW_ORDERS, Practice, Say, Stopped, recorded_ids

PULLED = "pulled.sqlite3"


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets everything when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Look a password up."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(scope="session", autouse=True)
def no_keyring() -> Iterator[None]:
    """Let the machine have no keyring, as a server has none."""
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="session", autouse=True)
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust no certificate at all: there is no talking to anybody but loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("none")))
        patch.delenv("SSL_CERT_FILE", raising=False)
        yield


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """Leave writing to the machine, which does not lose its power in a test."""
    event.listen(Pool, "checkout", _hurry)
    yield
    event.remove(Pool, "checkout", _hurry)


def _hurry(connection: DBAPIConnection, *_: object) -> None:
    connection.cursor().execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def clock() -> Stopped:
    """Give the clock that everybody looks at."""
    return Stopped()


@pytest.fixture(scope="session")
def shop(clock: Stopped) -> PracticeShop:
    """Open the shop with everything recorded; nobody changes its orders."""
    return PracticeShop("incl", now=clock.now)


@pytest.fixture(scope="session")
def small_shop(clock: Stopped) -> PracticeShop:
    """Open a shop with a dozen of the recorded orders, for tests that book again."""
    small = PracticeShop("incl", now=clock.now)
    for order_id in recorded_ids() - FEW_ORDERS:
        small.delete_order(order_id)
    return small


@pytest.fixture(scope="session")
def shop_url(shop: PracticeShop, clock: Stopped) -> Iterator[str]:
    """Serve the shop at one address, so that one state file fits every test."""
    with served(shop, PracticeAdministration(now=clock.now)) as at:
        yield at.shop_url


@pytest.fixture(scope="session")
def small_url(small_shop: PracticeShop, clock: Stopped) -> Iterator[str]:
    """Serve the small shop at one address."""
    with served(small_shop, PracticeAdministration(now=clock.now)) as at:
        yield at.shop_url


@contextmanager
def _opened(
    shop: PracticeShop, url: str, folder: Path, clock: Stopped
) -> Iterator[Practice]:
    """Open a practice with an administration of its own, and nothing pulled."""
    books = PracticeAdministration(now=clock.now)
    with served(shop, books) as at:
        here = replace(at, shop_url=url)
        practice = Practice(shop, books, here, folder, clock)
        practice.write_mapping()
        yield practice
        shop.faults.clear()


def _pull_and_book(practice: Practice) -> None:
    """Pull, keep a copy of the state as it is then, and book."""
    pulled = practice.run("pull-orders")
    assert pulled.code == 0, pulled.stderr
    shutil.copy(practice.state, practice.folder / PULLED)
    booked = practice.run("push", "--yes")
    assert booked.code == 3, booked.stderr


@pytest.fixture(scope="session")
def booked_once(
    shop: PracticeShop,
    shop_url: str,
    clock: Stopped,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Practice]:
    """Pull and book the whole shop once, on the example mapping."""
    folder = tmp_path_factory.mktemp("booked")
    with _opened(shop, shop_url, folder, clock) as practice:
        _pull_and_book(practice)
        yield practice


@pytest.fixture(scope="session")
def small_once(
    small_shop: PracticeShop,
    small_url: str,
    clock: Stopped,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Practice]:
    """Pull and book the small shop once."""
    folder = tmp_path_factory.mktemp("small")
    with _opened(small_shop, small_url, folder, clock) as practice:
        _pull_and_book(practice)
        yield practice


@pytest.fixture(scope="session")
def said(booked_once: Practice) -> Say:
    """Say what a command says once everything was booked, asking each only once."""
    return cache(booked_once.run)


@pytest.fixture(scope="session")
def small_said(small_once: Practice) -> Say:
    """Say what a command says once the small shop was booked."""
    return cache(small_once.run)


@pytest.fixture
def practice(
    small_shop: PracticeShop, small_url: str, tmp_path: Path, clock: Stopped
) -> Iterator[Practice]:
    """Give the small shop, and nothing pulled yet."""
    with _opened(small_shop, small_url, tmp_path, clock) as practice:
        yield practice


@pytest.fixture
def pulled(practice: Practice, small_once: Practice) -> Practice:
    """Give the small shop, pulled, and nothing booked."""
    shutil.copy(small_once.folder / PULLED, practice.state)
    return practice


@pytest.fixture
def desktop() -> Iterator[MemoryKeyring]:
    """Let the machine have a keyring, in memory."""
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)
