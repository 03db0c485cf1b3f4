"""The evidence of one entry as one zip: its account, every mail as it came, every file, every letter.

What shows an identity card or holds malware stays in the house, and so does the mail that brought it: the
index names it by its hash.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from exports.account.facts import Account, account_of
from exports.account.page import account_page
from exports.landing import landing
from exports.names import safe
from exports.notes import BARRED
from exports.tables.text import looks_like_formula, plain
from exports.zips.parts import ending_of
from exports.zips.writing import Zip
from notifications.rendering.desk import Desk
from review.contract import moment
from screening.roles import is_archive, is_identity_card
from storage.chain.counters import counter_of
from storage.codec import file_of, was_erased
from storage.erasing.tombstones import erased_from, kept_as
from storage.files import FileStore
from storage.shelves.shelf import Shelf
from storage.tables import DecisionRow, Message, Outbox, StoredFile

_MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the index; `left_out` says why it is not in the zip."""

    name: str
    what: str
    sha256: str
    size: int
    at: datetime
    left_out: str = ""


def write_evidence(
    session: Session, files: FileStore, desk: Desk, reference: str, target: Path
) -> Sequence[Line]:
    """Writes the zip and returns its index. Raises PartFailed where there is no such entry, or a file of it
    is damaged; as `landing`.
    """
    account = account_of(session, desk.contest, reference)
    head = counter_of(session, desk.contest).event_head
    at = account.entry.last_received_at
    with landing(target) as path, Zip(path, desk.zone) as archive:
        archive.put_text("00_account.html", account_page(account, desk, head=head).encode(), at)
        lines = [
            *_mails(session, files, archive, account),
            *_files(session, files, archive, account),
            *_letters(session, archive, account),
        ]
        archive.put_text("00_index.csv", _index(lines), at)
    return lines


def _mails(session: Session, files: FileStore, archive: Zip, account: Account) -> Iterator[Line]:
    for mail in account.mails:
        message = session.get_one(Message, mail.row.id)
        kept = kept_as(message.digest, erased_from(session, message.digest))
        barred = next(filter(None, (_barred(row) for row in _rows(session, [message.id]))), "")
        name = f"mails/{message.id:05}.eml"
        what = "อีเมลตามที่ได้รับ" if kept == message.digest else "อีเมลที่ลบไฟล์บางส่วนแล้ว"
        line = Line(name, what, kept, message.size, mail.clocks.counts, BARRED[barred][0] if barred else "")
        yield _put(archive, files.raw, line)


def _files(session: Session, files: FileStore, archive: Zip, account: Account) -> Iterator[Line]:
    rows = _rows(session, [mail.row.id for mail in account.mails])
    barred = {row.sha256: why for row in rows if (why := _barred(row))}
    # What was found in an archive is in it, too.
    inside = next((why for row in rows if row.origin == "archive" and (why := _barred(row))), "")
    seen: dict[str, StoredFile] = {row.sha256: row for row in rows if row.sha256}
    for number, row in enumerate(seen.values(), start=1):
        file = file_of(row)
        why = "erased" if was_erased(row) else barred.get(row.sha256, "")
        why = why or (inside if is_archive(file) else "")
        stem = row.name.rpartition(".")[0] or row.name
        name = f"files/{safe(f'{number:02}_{stem}', f'.{ending_of(row.type, row.name)}', _MOST_NAME)}"
        at = row.received_at or account.entry.first_received_at
        line = Line(name, row.role.value, row.sha256, row.size, at, BARRED[why][0] if why else "")
        yield _put(archive, files.files, line)


def _letters(session: Session, archive: Zip, account: Account) -> Iterator[Line]:
    for letter in account.letters:
        data = session.exec(select(Outbox.data).where(Outbox.id == letter.id)).one()
        name = f"letters/{letter.id:05}.eml"
        state = f"{letter.template.value} → {letter.to_address}: {letter.state.value}"
        at = letter.sent_at or letter.created_at
        if data is None:
            yield Line(name, state, "", 0, at, "เขียนจดหมายไม่สำเร็จ")
            continue
        archive.put_text(name, data, at)
        yield Line(name, state, "", len(data), at)


def _put(archive: Zip, shelf: Shelf, line: Line) -> Line:
    """The line, once its file is in the zip; one that is on no disk any more is told so."""
    if line.left_out:
        return line
    try:
        with shelf.open(line.sha256) as source:
            archive.put_file(line.name, source, line.sha256, line.at)
    except FileNotFoundError:
        return Line(line.name, line.what, line.sha256, line.size, line.at, "ไม่พบไฟล์ในระบบ")
    return line


def _rows(session: Session, messages: Sequence[int]) -> Sequence[StoredFile]:
    """Every file of the messages, by whatever judgement: what was ever found in one."""
    query = (
        select(StoredFile)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(col(DecisionRow.message_id).in_(messages))
    )
    return session.exec(query.order_by(col(StoredFile.id))).all()


def _barred(row: StoredFile) -> str:
    if was_erased(row):
        return ""
    if row.content.get("malware"):
        return "malware"
    return "identity-card" if is_identity_card(file_of(row)) else ""


def _index(lines: Sequence[Line]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(("file", "what", "sha256", "bytes", "at", "left_out"))
    for line in lines:
        cells = (line.name, line.what, line.sha256, str(line.size), moment(line.at), line.left_out)
        rows.writerow(f"'{cell}" if looks_like_formula(cell) else plain(cell) for cell in cells)
    return text.getvalue().encode("utf-8-sig")
