"""Messages that are listed but cannot be fetched: the tries are counted until each is recorded or gone."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from storage.codec import storable
from storage.mail.messages import ImapKey
from storage.tables import Unfetched


def unfetched(session: Session, account: str, folder: str, uidvalidity: int) -> dict[int, Unfetched]:
    """What the folder holds and we could not fetch yet, by UID."""
    query = select(Unfetched).where(
        Unfetched.account == account, Unfetched.folder == folder, Unfetched.uidvalidity == uidvalidity
    )
    return {row.uid: row for row in session.exec(query)}


def fetch_failed(session: Session, key: ImapKey, error: str, now: datetime, *, headers: bool = False) -> int:
    """Counts one more try that brought nothing, or not even `headers`; returns how many there were."""
    known = unfetched(session, key.account, key.folder, key.uidvalidity).get(key.uid)
    row = known or Unfetched(
        account=key.account,
        folder=key.folder,
        uidvalidity=key.uidvalidity,
        uid=key.uid,
        first_at=now,
        last_at=now,
    )
    row.header_tries += headers
    row.tries, row.last_at, row.error = row.tries + 1, now, storable(error[:500])
    row.first_at = min(row.first_at, now)  # the clock may have been set back
    session.add(row)
    return row.tries


def fetched(session: Session, key: ImapKey) -> None:
    """The message of that place is recorded, or gone: nothing is owed there any more."""
    session.exec(
        delete(Unfetched).where(
            col(Unfetched.account) == key.account,
            col(Unfetched.folder) == key.folder,
            col(Unfetched.uidvalidity) == key.uidvalidity,
            col(Unfetched.uid) == key.uid,
        )
    )


def forget_unfetched(
    session: Session, account: str, folder: str, uidvalidity: int, present: Collection[int]
) -> None:
    """Drops what is not among the UIDs `present`, and what the folder held under another UIDVALIDITY."""
    query = select(Unfetched).where(Unfetched.account == account, Unfetched.folder == folder)
    for row in session.exec(query).all():
        if row.uidvalidity != uidvalidity or row.uid not in present:
            session.delete(row)
