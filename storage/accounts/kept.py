"""Forms that came after their session had ended: kept for the person who typed them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from storage.codec import storable
from storage.tables import KeptForm

MOST_BYTES = 64 << 10
KEPT_FOR = timedelta(hours=24)

Fields = Sequence[tuple[str, str]]


def keep(session: Session, account: int, path: str, fields: Fields, at: datetime) -> bool:
    """Keeps a form in the place of the last one. False where it is too large."""
    kept = [[storable(name), storable(value)] for name, value in fields]
    if len(json.dumps(kept, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    session.merge(KeptForm(account_id=account, path=path, fields=kept, kept_at=at))
    return True


def kept_of(session: Session, account: int, at: datetime) -> KeptForm | None:
    """What was kept of that person, unless it is old."""
    row = session.get(KeptForm, account)
    return row if row is not None and at - row.kept_at < KEPT_FOR else None


def forget(session: Session, account: int) -> None:
    """It was sent, or is not wanted."""
    if (row := session.get(KeptForm, account)) is not None:
        session.delete(row)


def forget_old(session: Session, at: datetime) -> None:
    """What nobody has asked for within the time."""
    session.exec(delete(KeptForm).where(col(KeptForm.kept_at) < at - KEPT_FOR))
