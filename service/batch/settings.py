"""The value of a key against the option of the command line that it stands for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

import click

#: What each type of TOML is called when another was expected.
_CALLED = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}


class Unfit(ValueError):
    """A value that an option does not take; the text says what it takes."""


def checked(option: click.Option, value: object) -> Any:
    """Return `value` as the command takes it.

    Raises
    ------
    Unfit
        If the command would not take it.
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
    """Return what the command takes where the option is not given; None where it has nothing."""
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
    """Return `value` as TOML has it, or what it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    return f"{value!r}" if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def meant(key: str, known: Iterable[str]) -> str:
    """Return the end of a message about a key that is not known: what may be meant, or what is.

    >>> meant("epoch", ["epochs", "window"])
    "is 'epochs' meant?"
    """
    known = sorted(known)
    near = difflib.get_close_matches(key, known, n=1)
    return f"is {near[0]!r} meant?" if near else f"known: {', '.join(known)}"
