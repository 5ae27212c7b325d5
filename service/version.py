"""The version that is installed."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Return the version of isogloss, or that it is not installed but run from a checkout."""
    try:
        return version("isogloss")
    except PackageNotFoundError:
        return "unknown (not installed)"
