"""`intake check`: judges messages that lie in files. No mailbox, no database on disk, no mail."""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from ingest.checking import Bench, items, read
from ingest.read_ahead import one_ahead
from intake.commands.log import AsJson, parse_moment
from intake.context import of, print_line
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from registers.agencies import read_register
from review.contract import checked
from review.text import visible
from review.text.table import show_table
from runtime.parts import open_parts
from settings.errors import PartFailed, WrongUse

Paths = Annotated[list[str], typer.Argument(help="Files (.eml, mbox), folders, or - for standard input.")]


def check(
    context: typer.Context,
    paths: Paths,
    as_json: AsJson = False,
    received_at: Annotated[str, typer.Option(help="Judge as if received at this ISO time.")] = "",
) -> None:
    """Judge message files in order, each knowing those before it, and mail nobody."""
    settings = of(context).settings()
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise WrongUse(f"{path}: there is no such file or folder")
    console = of(context).err
    with (
        Parser(settings.limits, settings.clamav.socket) as parser,
        tempfile.TemporaryDirectory() as scratch,
        ThreadPoolExecutor(1) as thread,
    ):
        parser.launch()  # it loads its libraries while the register is read here
        parts = open_parts(settings, read_register(settings.agencies.register_))
        override = parse_moment(received_at, parts) if received_at else None
        bench = Bench(parts, override)
        # The child and the rules each have a core of their own.
        messages = one_ahead(read(items(paths, Path(scratch), sys.stdin.buffer), parser), thread)
        try:
            if as_json:
                for message in messages:
                    print_line(visible.as_json(checked(bench.judge(message), message.source)))
            else:
                shown = track(messages, "ตรวจ checking", console=console, transient=True)
                show_table(of(context).out, (bench.judge(message) for message in shown), parts.desk.zone)
        except ParserUnavailableError as error:
            raise PartFailed(str(error)) from None
