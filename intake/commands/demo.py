"""`intake demo`: everything on this machine, with sample entries, and nobody mailed."""

from typing import Annotated

import typer

from intake.context import of


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Judge the samples, show the outcome, end.")] = False,
) -> None:
    """Start a mail server with sample entries, run the daemon on them, and show what came of it."""
    # Not above: the samples are made with the parsers' libraries, which the daemon is to do without
    # (measured: 20 MiB, and a fifth of the time that every command takes to start).
    from demo.show import perform

    if not perform(of(context).out, once=once):
        raise typer.Exit(1)
