"""The accounts of staff. Every change is an event of the chain, and tells who made it."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.accounts.errors import AccountRefusedError
from storage.accounts.roles import AccountStep, StaffRole
from storage.accounts.sessions import end_all
from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import AccountChanged
from storage.tables import Account

_NAME = re.compile(r"[^\W_][\w.\-]{0,59}")


@dataclass(frozen=True, slots=True)
class By:
    """Who changes an account, in which contest's chain it is told, and when."""

    who: str
    contest: str
    at: datetime


def spelled(name: str) -> str:
    """The one spelling of a name: two that look alike must not be two persons."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def account_named(session: Session, name: str) -> Account | None:
    """The account of that name."""
    return session.exec(select(Account).where(Account.name == spelled(name))).first()


def accounts(session: Session) -> Sequence[Account]:
    """Every account, by name."""
    return session.exec(select(Account).order_by(col(Account.name))).all()


def there_are_any(session: Session) -> bool:
    """Whether persons have accounts at all: then each who acts must have one."""
    return session.exec(select(Account.id).limit(1)).first() is not None


def required(session: Session, name: str) -> Account:
    """The account of that name. Raises AccountRefusedError where there is none."""
    found = account_named(session, name)
    if found is None:
        raise AccountRefusedError(f"there is no account {spelled(name)}; `intake user list` has them")
    return found


def acting(session: Session, name: str) -> Account | None:
    """The account of a person who is to act; None while nobody has one.

    Raises AccountRefusedError for a name without an account that is in use.
    """
    found = account_named(session, name)
    if found is None and not there_are_any(session):
        return None
    if found is None or found.disabled_at is not None:
        what = "is disabled" if found else "has no account"
        raise AccountRefusedError(f"{spelled(name)} {what}: say who acts with --as NAME (`intake user list`)")
    return found


def add(session: Session, name: str, role: StaffRole, password: str, by: By) -> Account:
    """A new account with that password's hash. Raises AccountRefusedError for a name that cannot be one."""
    lock_counter(session, by.contest)
    name = spelled(name)
    if not _NAME.fullmatch(name):
        raise AccountRefusedError("a name is letters and digits, with . _ - between them: somsri.j")
    if account_named(session, name) is not None:
        raise AccountRefusedError(f"there is an account {name} already")
    row = Account(name=name, role=role, password=password, browsers=secrets.token_hex(32), created_at=by.at)
    session.add(row)
    session.flush()
    _tell(session, row, AccountStep.ADDED, by)
    return row


def set_password(session: Session, account: Account, password: str, by: By) -> None:
    """Another password, by its hash. Whoever is logged in with the old one is logged out."""
    account.password = password
    account.browsers = secrets.token_hex(32)
    _ended(session, account, AccountStep.PASSWORD, by)


def set_second_factor(session: Session, account: Account, secret: str, by: By) -> None:
    """Another secret of one-time codes; empty: none. The old one's codes are worth nothing any more."""
    account.second_factor, account.code_used = secret, 0
    _ended(session, account, AccountStep.SECOND_FACTOR, by)


def set_role(session: Session, account: Account, role: StaffRole, by: By) -> None:
    """Another role, from the next request on."""
    account.role = role
    session.add(account)
    _tell(session, account, AccountStep.ROLE, by)


def disable(session: Session, account: Account, by: By) -> None:
    """He may do nothing any more. What he did stays his."""
    account.disabled_at = by.at
    _ended(session, account, AccountStep.DISABLED, by)


def enable(session: Session, account: Account, by: By) -> None:
    """He may again what his role may."""
    account.disabled_at = None
    session.add(account)
    _tell(session, account, AccountStep.ENABLED, by)


def log_out(session: Session, account: Account, by: By) -> None:
    """Ends every session of his."""
    _ended(session, account, AccountStep.LOGGED_OUT, by)


def _ended(session: Session, account: Account, step: AccountStep, by: By) -> None:
    session.add(account)
    end_all(session, account.id, by.at)
    _tell(session, account, step, by)


def _tell(session: Session, account: Account, step: AccountStep, by: By) -> None:
    told = AccountChanged(account.id, step, account.role)
    append(session, by.contest, by.at, Happening(by.who, told, text=account.name))
