"""``snelsync auth rotate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snelsync.cli.commands.auth import (
    Piped,
    Side,
    Whose,
    keys_of,
    settings_of,
    tell,
    try_keys,
    with_keys,
)
from snelsync.errors import CredentialsError, SnelsyncError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snelsync.adapters.credentials import Found, Key
    from snelsync.cli.session import Session
    from snelsync.secret import Secret

Before = dict["Key", "Found"]

_WITHDRAW = {
    "WOO_KEY": "WooCommerce > Settings > Advanced > REST API: revoke the old key",
    "WOO_SECRET": "goes with its consumer key",
    "SUBSCRIPTION_KEY": (
        "your profile on SnelStart's developer portal: regenerate the old one of the"
        " two keys (primary and secondary)"
    ),
    "CONNECTION_KEY": (
        "SnelStart Web > Instellingen > Koppelingen: delete the old connection"
    ),
}


def rotate(
    ctx: typer.Context, side: Whose = Side.BOTH, *, stdin: Piped = False
) -> None:
    """Replace keys without a gap: the new ones are tried before the old ones go.

    Make the new key first, and withdraw the old one last. An empty answer leaves a key
    as it is; a WooCommerce key and its secret are replaced together. A connection key
    of another administration is refused.

    [bold]Examples[/bold]

      snelsync auth rotate shop

      snelsync auth rotate snelstart
    """
    from snelsync.app.keys import refuse_another  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.typed_keys import asked  # noqa: PLC0415

    session: Session = ctx.obj
    chosen = settings_of(session, "")
    store = wiring.credentials(session, chosen)
    before: Before = {
        key: found for key in keys_of(side) if (found := store.find(key)) is not None
    }
    typed = asked(session, keys_of(side), piped=stdin, left=True)
    _refuse_senseless(typed, before)
    changed = _side_of(typed)
    present = try_keys(session, chosen, changed)
    all_keys = {key: found.secret for key, found in before.items()} | typed
    report = try_keys(with_keys(session, all_keys), chosen, changed)
    if report.failures:
        session.output.note("nothing was replaced: the keys before still count")
        raise report.failures[0]
    meant = chosen.mapping.administration
    refuse_another(present, report, meant=meant)
    _refuse_elsewhere(typed, before)
    store.keep_all(typed)
    old = [before[key] for key in typed if key in before]
    tell(
        session,
        "auth rotate",
        report,
        store,
        changed,
        replaced=[key.label for key in typed],
        withdraw=[
            {"key": one.key.label, "tail": one.secret.tail, "how": _how(one.key)}
            for one in old
        ],
    )
    if not meant and isinstance(present.company, SnelsyncError):
        session.output.note(
            "warning: the keys before open nothing any more, so that this is the same"
            " administration was not seen; fill in administration under [snelstart]"
        )
    for one in old:
        session.output.note(
            f"now withdraw the old {one.key.label} ({one.secret.tail}): {_how(one.key)}"
        )


def _how(key: Key) -> str:
    return _WITHDRAW.get(key.name, "withdraw it where it was made")


def _side_of(typed: Mapping[Key, Secret]) -> Side:
    """Say whose keys are replaced: only those are tried."""
    sides = {
        side for side in (Side.SHOP, Side.SNELSTART) if set(keys_of(side)) & set(typed)
    }
    return sides.pop() if len(sides) == 1 else Side.BOTH


def _refuse_senseless(typed: Mapping[Key, Secret], before: Before) -> None:
    """Refuse what would replace nothing, or half of what belongs together."""
    if not typed:
        raise UsageError(
            "no new key was given, so nothing was replaced",
            hint="make a new key first, then run `snelsync auth rotate` again",
        )
    pair = keys_of(Side.SHOP)
    if len(set(pair) & set(typed)) == 1:
        raise CredentialsError(
            "a WooCommerce consumer key and its secret belong together, and only one"
            " was given",
            hint="run `snelsync auth rotate shop` and paste both",
        )
    for key, secret in typed.items():
        if key in before and before[key].secret == secret:
            raise CredentialsError(
                f"that is the {key.label} there is already",
                hint="make a new one first; press Enter to leave a key as it is",
            )


def _refuse_elsewhere(typed: Mapping[Key, Secret], before: Before) -> None:
    """Leave files and variables to who put them there; the new keys were tried."""
    from snelsync.adapters.credentials import KEYRING  # noqa: PLC0415

    others = [
        before[key] for key in typed if key in before and before[key].where != KEYRING
    ]
    if not others:
        return
    places = "; ".join(f"{one.key.label}: {one.where}" for one in others)
    raise CredentialsError(
        f"the new keys work; nothing was replaced, since these count first: {places}",
        hint=(
            "put the new keys there, see that `snelsync auth status` says they work,"
            " then withdraw the old ones (docs/how-to/keep-the-keys.md)"
        ),
    )
