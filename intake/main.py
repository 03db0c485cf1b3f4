"""The command line: its commands, and how a fault ends them (0 done, 1 a part failed, 2 wrong use)."""

import gc
import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from loguru import logger
from typer.exceptions import TyperException

from intake.context import Context, print_line
from intake.lazy import LazyGroup
from intake.version import VERSION
from review.text.visible import visible
from settings.errors import PlainFault

COMMANDS = {
    "init": "intake.commands.setup.init:init",
    "run": "intake.commands.run:run",
    "check": "intake.commands.check:check",
    "log": "intake.commands.log:log",
    "show": "intake.commands.show:show",
    "queue": "intake.commands.queue:queue",
    "decide": "intake.commands.decide:decide",
    "attach": "intake.commands.decide:attach",
    "new": "intake.commands.new:new",
    "reprocess": "intake.commands.reprocess:reprocess",
    "export": "intake.commands.out.export:export",
    "pack": "intake.commands.out.pack:pack",
    "scores": "intake.commands.out.scores:app",
    "doctor": "intake.commands.doctor:doctor",
    "rehearse": "intake.commands.setup.rehearse:rehearse",
    "auth": "intake.commands.setup.auth:app",
    "verify": "intake.commands.verify:verify",
    "backup": "intake.commands.backup:backup",
    "restore": "intake.commands.backup:restore",
    "recover": "intake.commands.recover:recover_",
    "web": "intake.commands.web:web",
    "demo": "intake.commands.demo:demo",
    "outbox": "intake.commands.outbox:app",
    "register": "intake.commands.register:app",
    "templates": "intake.commands.templates:app",
    "list": "intake.commands.out.list:app",
    "remind": "intake.commands.out.remind:remind",
    "user": "intake.commands.user:app",
    "db": "intake.commands.db:app",
    "storage": "intake.moving:app",
}

app = typer.Typer(
    cls=LazyGroup.of(COMMANDS),
    help="รับผลงานประกวดทางอีเมล ตรวจ บันทึก และตอบกลับ · Takes in a contest's entries by e-mail.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        print_line(f"intake {VERSION}")
        raise typer.Exit


@app.callback()
def intake(
    context: typer.Context,
    config: Annotated[Path, typer.Option(help="The configuration file.", envvar="INTAKE_CONFIG")] = Path(
        "config.toml"
    ),
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which this is.")
    ] = False,
) -> None:
    """Options before the command hold for every command."""
    context.obj = Context(config)
    # The command is imported by now; `intake.__main__` has put this off.
    gc.freeze()
    gc.enable()


def main() -> None:
    """Runs one command; every foreseen fault is one line on standard error."""
    # Commands other than `run` answer on the terminal; the log would only stand in between.
    logger.remove()
    _answer_in_any_charset()
    try:
        code = app(standalone_mode=False)
        _flush()
        sys.exit(code)
    except TyperException as error:
        hint = ". It goes before the command: intake --config FILE …" if "--config" in str(error) else ""
        _fail(f"{error.format_message()}{hint}", error.exit_code)
    except PlainFault as error:
        _fail(str(error), error.exit_code)
    except typer.Abort:
        _fail("it was broken off at a question; nothing was done", 1)
    except OSError as error:
        from runtime.faults import problem_of

        _fail(problem_of(error) if error.filename else f"the disk or the network failed: {error}", 1)
    except Exception as error:
        if told := _of_database(error):
            _fail(told, 1)
        # A mistake of ours. Python itself would print the words of a stranger that stand in the error.
        print(visible(traceback.format_exc()), end="", file=sys.stderr)  # noqa: T201 - as Python does
        sys.exit(1)


def _of_database(error: Exception) -> str:
    """What to say of a fault of the database; empty for any other."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from runtime.faults import problem_of

    if not isinstance(error, SQLAlchemyError):
        return ""
    return problem_of(error) if isinstance(error, DBAPIError) else f"the database failed: {error}"


def _answer_in_any_charset() -> None:
    """What a terminal's own encoding does not have (TIS-620 no ✓, ASCII no Thai) is shown as `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _flush() -> None:
    """A reader that left early (`| head`) is no fault; the interpreter's own last flush would call it one."""
    if sys.stdout is None:  # closed before we began (`>&-`)
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(problem: str, code: int) -> None:
    # `intake` alone has shown its help already, and leaves no word.
    if problem:
        print(f"intake: {visible(' '.join(problem.split()))}", file=sys.stderr)  # noqa: T201 - the command's answer
    sys.exit(code)
