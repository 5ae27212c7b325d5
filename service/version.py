"""Version of the installed package."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Return the installed version of isogloss, or a note if it runs from a checkout."""
    try:
        return version("isogloss")
    except PackageNotFoundError:
        return "unknown (not installed)"
