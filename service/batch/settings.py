"""Check the value of a key with the command line option of the same name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

import click

#: The expected value of each type, as it is called in messages.
_CALLED = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string in quotes",
}


class Unfit(ValueError):
    """A value is not valid for an option; the message says what is expected."""


def checked(option: click.Option, value: object) -> Any:
    """Return `value` converted as the command line converts it.

    Parameters
    ----------
    option
        The command line option.
    value
        The value from the TOML file.

    Raises
    ------
    Unfit
        If the value is not valid for the option.
    """
    expected = _type(option)
    fits = type(value) is expected or (expected is float and type(value) is int)
    if not fits:
        raise Unfit(f"expected {_CALLED[expected]}, got {_shown(value)}")
    if option.is_flag:
        return value
    try:
        return option.type.convert(value, option, None)
    except click.BadParameter as error:
        raise Unfit(error.message.rstrip(".")) from None


def default(option: click.Option) -> Any:
    """Return the default value of `option`, or None if it has none."""
    value = option.get_default(click.Context(click.Command("batch")), call=True)
    return value if isinstance(value, bool | int | float | str) else None


def _type(option: click.Option) -> type:
    if option.is_flag:
        return bool
    if isinstance(option.type, click.FloatRange | click.types.FloatParamType):
        return float
    if isinstance(option.type, click.IntRange | click.types.IntParamType):
        return int
    return str


def _shown(value: object) -> str:
    """Return `value` in TOML notation; for a compound value, return its type."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    return f"{value!r}" if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def meant(key: str, known: Iterable[str]) -> str:
    """Return a hint about an unknown key: the most similar known key, or all known keys.

    >>> meant("epoch", ["epochs", "window"])
    "did you mean 'epochs'?"
    """
    known = sorted(known)
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}"
