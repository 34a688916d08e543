"""The user's own folders, for settings, data and logs; a user may have no home."""

from __future__ import annotations

from pathlib import Path

from snelsync.errors import UsageError

_NAME = "snelsync"


def own_settings() -> Path | None:
    """Give the user's folder for settings; None for a user without a home."""
    import platformdirs  # noqa: PLC0415 - slow to import

    try:
        return platformdirs.user_config_path(_NAME)
    except RuntimeError:
        return None


def own_data() -> Path:
    """Give the user's folder for data.

    Raises:
        UsageError: there is none; in a container a user may be a number and no more.
    """
    import platformdirs  # noqa: PLC0415

    try:
        return platformdirs.user_data_path(_NAME)
    except RuntimeError as error:
        raise UsageError(
            "this user has no home folder to keep the state file in",
            hint="name a state file with --state or SNELSYNC_STATE",
        ) from error


def own_logs() -> Path:
    """Give the user's folder for logs.

    Raises:
        UsageError: there is none.
    """
    import platformdirs  # noqa: PLC0415

    try:
        return platformdirs.user_log_path(_NAME)
    except RuntimeError as error:
        raise UsageError(
            "this user has no home folder to keep a log in",
            hint="name a file with --log-file or SNELSYNC_LOG",
        ) from error
