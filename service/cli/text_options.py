"""Options of the commands that train on text: `train` and `build`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.options import Command

if TYPE_CHECKING:
    from embeddings import Space, TrainingSettings
    from embeddings.presets import Algorithm, Preset
    from embeddings.progress import Progress
    from embeddings.text.reading import BadBytes
    from embeddings.text.tokens import Numbers, TokenKind

#: Each window takes a sixth of the dimensions; more than these would leave too few to train.
_MOST_WINDOWS = 4


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """The values of the options that `text` adds; None leaves a setting to the preset."""

    preset: Preset
    model: Algorithm | None
    dimension: int | None
    window: int | None
    negative: int | None
    epochs: int | None
    min_count: int | None
    sample: float | None
    spectrum: float | None
    count_windows: tuple[int, ...] | None
    tokens: TokenKind
    numbers: Numbers
    phrases: bool
    keep_case: bool
    bad_bytes: BadBytes
    unique_lines: bool
    name: str | None
    licence: str | None

    def settings(self, tokens: int) -> TrainingSettings:
        """Return the settings for a text of `tokens` tokens."""
        from embeddings.presets import TrainingSettings, preset

        names = [each.name for each in fields(TrainingSettings)]
        own = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return replace(preset(self.preset, tokens), **own)

    def train(
        self,
        corpus: Sequence[str | Path],
        language: str | None,
        *,
        random_seed: int,
        threads: int,
        progress: Progress,
    ) -> Space:
        """Return the space trained on the text in `corpus`."""
        from embeddings import Reading, TokenRules, train

        origin = {"name": self.name, "licence": self.licence}
        return train(
            corpus,
            self.settings,
            language=language,
            random_seed=random_seed,
            threads=threads,
            progress=progress,
            reading=Reading(bad_bytes=self.bad_bytes, unique_lines=self.unique_lines),
            rules=TokenRules(
                kind=self.tokens,
                lower=not self.keep_case,
                numbers=self.numbers,
                language=language,
            ),
            phrases=self.phrases,
            origin={name: value for name, value in origin.items() if value},
        )


def text(command: Command) -> Command:
    """Add the options of training and of text; the command gets a `TextOptions` as `text`."""

    @functools.wraps(command)
    def collected(*arguments: Any, **options: Any) -> Any:
        own = {each.name: options.pop(each.name) for each in fields(TextOptions)}
        return command(*arguments, text=TextOptions(**own), **options)

    decorated: Command = collected
    for option in reversed((*_TRAINING, *_TEXT)):  # `--help` lists them in this order
        decorated = option(decorated)
    return decorated


def _windows(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[int, ...] | None:
    """Return the windows in an option; none for 0, and None if it is not given."""
    if value is None:
        return None
    parts = [part.strip() for part in value.split(",")]
    if parts == ["0"]:
        return ()
    if not all(part.isdecimal() and int(part) > 0 for part in parts) or len(parts) > _MOST_WINDOWS:
        raise click.BadParameter(
            f"{value!r}; give up to {_MOST_WINDOWS} numbers of words, such as 2,10, or 0"
        )
    return tuple(int(part) for part in parts)


_TRAINING: Sequence[Callable[[Command], Command]] = (
    click.option(
        "--preset",
        type=click.Choice(["auto", "word2vec"]),
        default="auto",
        show_default=True,
        help="Settings that fit the size of the text, or those of the word2vec paper.",
    ),
    click.option(
        "--model",
        type=click.Choice(["skipgram", "cbow", "fasttext"]),
        help="The training algorithm.",
    ),
    click.option("--dimension", type=click.IntRange(1), help="Dimensions of the vectors."),
    click.option("--window", type=click.IntRange(1), help="Words of context on each side."),
    click.option("--negative", type=click.IntRange(1), help="Negative samples for each word."),
    click.option("--epochs", type=click.IntRange(1), help="Passes over the text."),
    click.option(
        "--min-count", type=click.IntRange(1), help="Leave out words that occur less often."
    ),
    click.option(
        "--sample",
        type=click.FloatRange(0, 1),
        help="Words with a larger share of the text are down-sampled.",
    ),
    click.option(
        "--spectrum",
        type=click.FloatRange(0, 1),
        help="Share of the variance for the largest thirtieth of the components.",
    ),
    click.option(
        "--count-windows",
        metavar="WORDS[,WORDS...]",
        callback=_windows,
        help="Join vectors from counts of contexts, one set for each of these windows; 0 for none.",
    ),
)

_TEXT: Sequence[Callable[[Command], Command]] = (
    click.option(
        "--tokens",
        type=click.Choice(["words", "whitespace"]),
        default="words",
        show_default=True,
        help="What counts as a token: words of letters, or anything between white space.",
    ),
    click.option(
        "--numbers",
        type=click.Choice(["keep", "normalize", "drop"]),
        default="keep",
        show_default=True,
        help="What to do with numbers; normalize turns each digit into 0.",
    ),
    click.option(
        "--phrases",
        is_flag=True,
        help="Join words that belong together, so that `new york` is one entry.",
    ),
    click.option("--keep-case", is_flag=True, help="Keep upper case."),
    click.option(
        "--bad-bytes",
        type=click.Choice(["refuse", "replace"]),
        default="refuse",
        show_default=True,
        help="What to do with invalid UTF-8; replace substitutes U+FFFD.",
    ),
    click.option(
        "--unique-lines",
        is_flag=True,
        help="Leave out repeated lines; ten million lines need 0.8 GB of memory.",
    ),
    click.option("--name", help="Name of the text, stored with the vectors."),
    click.option("--licence", help="Licence of the text, stored with the vectors."),
)
