"""What the use cases need from outside, as protocols.

The words: a *shop* has orders and refunds and is only read. An *administration* has a
chart, customers and invoices, and takes bookings. The *state* is our own record. The
*clock* tells the time and waits. Every implementation, fake or real, passes the same
contract suite (tests/contract).
"""

from __future__ import annotations

from snelsync.app.ports.administration import (
    Administration,
    Receipt,
)
from snelsync.app.ports.alerts import (
    Alerts,
    Channel,
    MailLine,
    Messenger,
    Nobody,
    Places,
    PostOffice,
    RunSummary,
    TellOn,
    Watchdog,
)
from snelsync.app.ports.record import (
    JournalEntry,
    KeyUse,
    Purged,
    Purging,
    Reading,
    Recording,
    Run,
    RunHistory,
    Seen,
    Sending,
    Verdict,
)
from snelsync.app.ports.service import Installer, Step, Unattended
from snelsync.app.ports.sheets import Cell, CellKind, Column, Sheet
from snelsync.app.ports.shop import (
    OrderPage,
    RefundPage,
    Shop,
    ShopInfo,
    Unreadable,
    VatRegister,
)
from snelsync.app.ports.world import (
    Checkpoint,
    Clock,
    Progress,
    unhindered,
    unwatched,
)

__all__ = [
    "Administration",
    "Alerts",
    "Cell",
    "CellKind",
    "Channel",
    "Checkpoint",
    "Clock",
    "Column",
    "Installer",
    "JournalEntry",
    "KeyUse",
    "MailLine",
    "Messenger",
    "Nobody",
    "OrderPage",
    "Places",
    "PostOffice",
    "Progress",
    "Purged",
    "Purging",
    "Reading",
    "Receipt",
    "Recording",
    "RefundPage",
    "Run",
    "RunHistory",
    "RunSummary",
    "Seen",
    "Sending",
    "Sheet",
    "Shop",
    "ShopInfo",
    "Step",
    "TellOn",
    "Unattended",
    "Unreadable",
    "VatRegister",
    "Verdict",
    "Watchdog",
    "unhindered",
    "unwatched",
]
