"""Logins: each under the hash of a random token that only its browser has."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from storage.tables import Account, StaffSession

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a session lasts: in all, and without a word from its browser."""

    longest: timedelta
    idle: timedelta

    def ends_at(self, session: StaffSession) -> datetime:
        """When it ends by itself."""
        return min(session.begun_at + self.longest, session.used_at + self.idle)


def begin(session: Session, account: Account, at: datetime) -> str:
    """A new session of that account; returns its token, which is kept nowhere here."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(StaffSession(digest=digest_of(token), account_id=account.id, begun_at=at, used_at=at))
    return token


def find(session: Session, token: str) -> tuple[StaffSession, Account] | None:
    """The session of a token, ended or not, with its account."""
    query = (
        select(StaffSession, Account)
        .join(Account, col(Account.id) == col(StaffSession.account_id))
        .where(StaffSession.digest == digest_of(token))
    )
    return session.exec(query).first()


def give_ticket(session: Session, account: Account, until: datetime) -> str:
    """A link's secret, with which that person comes in once, without his password; kept only as its hash."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    account.ticket, account.ticket_ends = digest_of(token), until
    session.add(account)
    return token


def redeem(session: Session, token: str, at: datetime) -> Account | None:
    """Whose ticket it was; it is worth nothing any more. None for none, and for one that is too old."""
    query = select(Account).where(Account.ticket == digest_of(token), col(Account.disabled_at).is_(None))
    account = session.exec(query).first()
    if account is None or account.ticket_ends is None or account.ticket_ends < at:
        return None
    account.ticket, account.ticket_ends = "", None
    session.add(account)
    return account


def touch(session: Session, number: int, at: datetime) -> None:
    """Its browser has spoken."""
    session.exec(update(StaffSession).where(col(StaffSession.id) == number).values(used_at=at))


def end(session: Session, token: str, at: datetime) -> None:
    """Ends the session of a token."""
    _end(session, col(StaffSession.digest) == digest_of(token), at)


def end_all(session: Session, account: int, at: datetime) -> None:
    """Ends every session of an account."""
    _end(session, col(StaffSession.account_id) == account, at)


def forget(session: Session, before: datetime) -> None:
    """Removes sessions that began before: nobody asks for them any more."""
    for row in session.exec(select(StaffSession).where(StaffSession.begun_at < before)).all():
        session.delete(row)


def digest_of(token: str) -> str:
    """What is kept of a token. It is random as it is: no salt and no slow hash is needed."""
    return sha256(token.encode()).hexdigest()


def _end(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    running = select(StaffSession).where(which, col(StaffSession.ended_at).is_(None))
    for row in session.exec(running).all():
        row.ended_at = at
        session.add(row)
