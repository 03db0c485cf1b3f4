"""What every command gets: the configuration file, and the two consoles."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import typer

from review.text.visible import Console, visible
from runtime.parts import Parts, open_parts
from runtime.ready import require_records
from settings import Settings, load


@dataclass(slots=True)
class Context:
    """`out` is for answers, `err` for progress and for what a person alone should see."""

    config: Path
    out: Console = field(default_factory=lambda: Console(highlight=False))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    def settings(self) -> Settings:
        """The checked configuration. Raises ConfigError."""
        return load(self.config)


def of(context: typer.Context) -> Context:
    """The context that the callback of `intake` has made."""
    made = context.obj
    if not isinstance(made, Context):
        raise TypeError("the command was called without `intake`")
    return made


def records(context: typer.Context) -> Parts:
    """The parts of the installation, whose records are there and of this version. Raises WrongUse."""
    parts = open_parts(of(context).settings())
    require_records(parts)
    return parts


def print_line(text: str) -> None:
    """One line of an answer: no wrapping, no colours, whatever the width of the terminal."""
    sys.stdout.write(f"{visible(text)}\n")
