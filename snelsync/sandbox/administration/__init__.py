"""A practice administration that answers as the SnelStart B2B API v2 does.

Written from SnelStart's own documents and from what integrations observed, not from
what a client needs: a client that gets along with it should get along with SnelStart.
"""

from snelsync.sandbox.administration.administration import (
    ALL_SCOPES,
    PracticeAdministration,
    Request,
)
from snelsync.sandbox.administration.faults import (
    ConnectionDropped,
    Fault,
    FaultKind,
    Faults,
)
from snelsync.sandbox.administration.limits import Limits
from snelsync.sandbox.administration.tokens import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
)

__all__ = [
    "ALL_SCOPES",
    "PRACTICE_CONNECTION_KEY",
    "PRACTICE_SUBSCRIPTION_KEY",
    "ConnectionDropped",
    "Fault",
    "FaultKind",
    "Faults",
    "Limits",
    "PracticeAdministration",
    "Request",
]
