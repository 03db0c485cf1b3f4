"""The command line: its commands, and how a fault ends them (0 done, 1 a part failed, 2 wrong use)."""

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from loguru import logger
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from typer.exceptions import TyperException

from ingest.mailbox.errors import MailboxError
from intake.commands import (
    check,
    db,
    decide,
    demo,
    doctor,
    log,
    new,
    outbox,
    queue,
    register,
    reprocess,
    run,
    user,
    verify,
    web,
)
from intake.context import Context
from notifications import RenderError
from notifications.transport import TransportError
from review.text.visible import visible
from runtime.faults import problem_of
from settings import ConfigError
from settings.errors import IntakeError
from storage.errors import StorageError

app = typer.Typer(
    help="รับผลงานประกวดทางอีเมล ตรวจ บันทึก และตอบกลับ · Takes in a contest's entries by e-mail.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("log")(log.log)
app.command("show")(log.show)
app.command("queue")(queue.queue)
app.command("decide")(decide.decide)
app.command("attach")(decide.attach)
app.command("new")(new.new)
app.command("reprocess")(reprocess.reprocess)
app.command("doctor")(doctor.doctor)
app.command("verify")(verify.verify)
app.command("web")(web.web)
app.command("demo")(demo.demo)
app.add_typer(outbox.app, name="outbox")
app.add_typer(register.app, name="register")
app.add_typer(user.app, name="user")
app.add_typer(db.app, name="db")

WRONG_USE = 2


@app.callback()
def intake(
    context: typer.Context,
    config: Annotated[Path, typer.Option(help="The configuration file.")] = Path("config.toml"),
) -> None:
    """Options before the command hold for every command."""
    context.obj = Context(config)


def main() -> None:
    """Runs one command; every foreseen fault is one line on standard error."""
    # Commands other than `run` answer on the terminal; the log would only stand in between.
    logger.remove()
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        _fail(error.format_message(), error.exit_code)
    except ConfigError as error:
        _fail(str(error), WRONG_USE)
    except IntakeError as error:
        _fail(str(error), error.exit_code)
    except (MailboxError, TransportError, StorageError, RenderError) as error:
        _fail(str(error), 1)
    except SQLAlchemyError as error:
        _fail(problem_of(error) if isinstance(error, DBAPIError) else f"the database failed: {error}", 1)
    except OSError as error:
        _fail(f"the disk or the network failed: {error}", 1)
    except Exception:
        # A mistake of ours. Python itself would print the words of a stranger that stand in the error.
        print(visible(traceback.format_exc()), end="", file=sys.stderr)  # noqa: T201 - as Python does
        sys.exit(1)


def _fail(problem: str, code: int) -> None:
    # `intake` alone has shown its help already, and leaves no word.
    if problem:
        print(f"intake: {visible(' '.join(problem.split()))}", file=sys.stderr)  # noqa: T201 - the command's answer
    sys.exit(code)
