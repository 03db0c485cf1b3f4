"""What every command gets: the configuration file, and the two consoles."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from review.text.visible import Console, visible
from settings import Settings, load

if TYPE_CHECKING:
    from runtime.parts import Parts
    from runtime.records import Records


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


def records(context: typer.Context) -> "Records":
    """The records of the installation, which are there and of this version. Raises WrongUse."""
    # Not above: `run` has its helper load its libraries before it loads these.
    from runtime.ready import require_records
    from runtime.records import open_records

    opened = open_records(of(context).settings())
    require_records(opened)
    return opened


def all_parts(context: typer.Context) -> "Parts":
    """The same with the rules that messages are judged by. Raises WrongUse."""
    # The register alone takes longer than all that a command like `log` does.
    from runtime.parts import open_parts
    from runtime.ready import require_records

    opened = open_parts(of(context).settings())
    require_records(opened)
    return opened


def say_if_none(context: typer.Context, count: int) -> None:
    """An empty list is told to a person, on standard error; a program reads nothing, as ever."""
    if not count:
        of(context).err.print("ไม่มี · none", style="dim")


def print_line(text: str) -> None:
    """One line of an answer: no wrapping, no colours, whatever the width of the terminal."""
    sys.stdout.write(f"{visible(text)}\n")
