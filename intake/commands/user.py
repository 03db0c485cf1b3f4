"""`intake user`: who may use the staff's pages, and act under his name at a terminal."""

import getpass
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from intake.commands.log import AsJson
from intake.context import Context, of, print_line, records, say_if_none
from review.text import visible
from review.text.users import account_json, account_line, view_json, view_line
from runtime.clock import now
from runtime.records import Records
from settings.errors import WrongUse
from storage.accounts import accounts as book
from storage.accounts import passwords
from storage.accounts.accounts import By
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from storage.tables import Account
from storage.view_files import log_of
from storage.views import views

Change = Callable[[Session, Account, By], None]

app = typer.Typer(help="The accounts of staff.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of the account, such as somsri.j.")]
Role = Annotated[StaffRole, typer.Option(help="What he may do.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of the input.")
]
Factor = Annotated[
    bool, typer.Option("--totp", help="With a second factor, which a public_url beyond this machine demands.")
]


@app.command("add")
def add(
    context: typer.Context, name: Name, role: Role, password_stdin: FromInput = False, totp: Factor = False
) -> None:
    """Add an account; its password is asked for twice. Shows the second factor once, where there is one."""
    parts = records(context)
    kept = passwords.hash_of(_password(password_stdin), name)
    with writing(parts.engine) as session:
        by = _by(parts)
        account = book.add(session, name, role, kept, by)
        secret = _new_secret(session, account, by) if totp or parts.settings.web.is_beyond else ""
    _said(context, f"{account.name} · {role.value}")
    if secret:
        _enrol(of(context), parts, account.name, secret)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Every account with its role."""
    parts = records(context)
    with reading(parts.engine) as session:
        accounts = list(book.accounts(session))
    for account in accounts:
        print_line(visible.as_json(account_json(account)) if as_json else account_line(account))
    say_if_none(context, len(accounts))


@app.command("role")
def role(context: typer.Context, name: Name, role: Annotated[StaffRole, typer.Argument()]) -> None:
    """Give an account another role, from its next click on."""
    _change(context, name, lambda session, account, by: book.set_role(session, account, role, by))


@app.command("password")
def password(context: typer.Context, name: Name, password_stdin: FromInput = False) -> None:
    """Give an account another password. Whoever is logged in under it is logged out."""
    parts = records(context)
    with reading(parts.engine) as session:
        book.required(session, name)
    kept = passwords.hash_of(_password(password_stdin), name)
    _change(context, name, lambda session, account, by: book.set_password(session, account, kept, by))


@app.command("totp")
def totp(
    context: typer.Context,
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="Without one; not beyond this machine.")] = False,
) -> None:
    """Give an account a new second factor, shown once, or take it away. He is logged out."""
    parts = records(context)
    if off:
        if parts.settings.web.is_beyond:
            raise WrongUse("[web] public_url is beyond this machine: every account needs a second factor")
        _change(context, name, lambda session, account, by: book.set_second_factor(session, account, "", by))
        return
    with writing(parts.engine) as session:
        account = book.required(session, name)
        secret = _new_secret(session, account, _by(parts))
    _enrol(of(context), parts, account.name, secret)


@app.command("disable")
def disable(context: typer.Context, name: Name) -> None:
    """Let an account do nothing any more. What he did stays his."""
    _change(context, name, book.disable)


@app.command("enable")
def enable(context: typer.Context, name: Name) -> None:
    """Let a disabled account in again."""
    _change(context, name, book.enable)


@app.command("logout")
def logout(context: typer.Context, name: Name) -> None:
    """End every session of an account, wherever it is logged in."""
    _change(context, name, book.log_out)


@app.command("log")
def log(
    context: typer.Context,
    reference: Annotated[str, typer.Option(help="Only who has seen this entry.")] = "",
    name: Annotated[str, typer.Option(help="Only what this person has seen.")] = "",
    as_json: AsJson = False,
) -> None:
    """Who has seen, searched, downloaded what, oldest first."""
    parts = records(context)
    count = 0
    for view in views(log_of(parts.settings.storage.beside), reference=reference, who=book.spelled(name)):
        count += 1
        print_line(visible.as_json(view_json(view)) if as_json else view_line(view, parts.desk.zone))
    say_if_none(context, count)


def _change(context: typer.Context, name: str, change: Change) -> None:
    parts = records(context)
    with writing(parts.engine) as session:
        account = book.required(session, name)
        change(session, account, _by(parts))
    _said(context, account_line(account))


def _by(parts: Records) -> By:
    return By(getpass.getuser(), parts.contest, now())


def _said(context: typer.Context, what: str) -> None:
    of(context).err.print(f"เสร็จแล้ว done: {what}", markup=False, soft_wrap=True)


def _password(from_input: bool) -> str:
    """Typed twice, and never shown; or from a program. Raises WrongUse."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUse("there is no terminal to type a password at: --password-stdin reads it from the input")
    typed = getpass.getpass(f"รหัสผ่าน (อย่างน้อย {passwords.LEAST} ตัวอักษร) Password: ")
    if typed != getpass.getpass("อีกครั้ง Once more: "):
        raise WrongUse("the two passwords differ; nothing is done")
    return typed


def _new_secret(session: Session, account: Account, by: By) -> str:
    """Kept readable: the program must work with it. The file of the records is ours alone to read."""
    from pyotp import random_base32

    secret = random_base32()
    book.set_second_factor(session, account, secret, by)
    return secret


def _enrol(context: Context, parts: Records, name: str, secret: str) -> None:
    """Shown once, on a terminal as a picture as well."""
    from pyotp import TOTP

    uri = TOTP(secret).provisioning_uri(name=name, issuer_name=parts.settings.contest.id)
    context.err.print(
        "สแกนด้วยแอปยืนยันตัวตน (แสดงครั้งเดียว) Scan with an authenticator app; it is not shown again:"
    )
    print_line(uri)
    if sys.stdout.isatty():
        import segno

        segno.make(uri, error="l").terminal(compact=True)
