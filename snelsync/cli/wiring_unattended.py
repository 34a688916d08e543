"""The wiring of unattended runs: who is told of them, and what has them started."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.alerting import Alerting
    from snelsync.app.ports import Installer
    from snelsync.cli.session import Session


def alerts(session: Session, chosen: Settings) -> Alerting:
    """Give those who are told of runs; nobody, where nobody is set up."""
    from snelsync.adapters.alert_secrets import with_secrets  # noqa: PLC0415
    from snelsync.adapters.alerts.channels import channels  # noqa: PLC0415
    from snelsync.app.alerting import Alerting  # noqa: PLC0415
    from snelsync.cli.watching import standing  # noqa: PLC0415
    from snelsync.cli.wiring import credentials  # noqa: PLC0415

    places = with_secrets(chosen.alerts.places, credentials(session, chosen))
    shop, clock = chosen.mapping.shop.name, session.world.clock
    watchdogs, messengers = channels(places, shop=shop, clock=clock)
    return Alerting(
        on=chosen.alerts.on,
        watchdogs=watchdogs,
        messengers=messengers,
        standing=standing(session, chosen) if watchdogs or messengers else {},
    )


def installer() -> Installer:
    """Give what writes units and crontabs."""
    from snelsync.adapters.service_writing import Installer  # noqa: PLC0415

    return Installer()
