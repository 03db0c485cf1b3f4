"""The act that erases one file: out of the records here, and in the same transaction the order to remove it.

What an entry is judged by stays: hash, size, type, role, and how far the file could be read. Where the
judgement rests on its name or its words as well, the act is refused: no entry becomes better or worse by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from decisions.acts.errors import ActRefusedError, UncutError, UnreadError
from decisions.acts.order import Done, Erasure, Order
from decisions.acts.refusals import of_files
from decisions.acts.unchanged import judged_now, require_alike
from decisions.judge import Judge
from screening.erased import neutral
from screening.model.submission import File, Submission
from storage.acts.written import write_act
from storage.chain.events import About, Happening, append
from storage.chain.kinds import FileErased
from storage.codec import file_of
from storage.engine import forget_past
from storage.entries.current import is_current
from storage.entries.filed import Filed, files_in
from storage.erasing.elsewhere import lies_at
from storage.erasing.redaction import redact
from storage.erasing.tombstones import bringing, entries_with, erased_from, kept_as, told
from storage.pictures import forget_picture
from storage.tables import ActRow, Counter, DecisionRow, Entry, Erased, Message, StoredFile

TYPED = 8
"""Letters of a file's hash by which a person says that he means it: it is never taken back."""


def erase(
    session: Session,
    counter: Counter,
    entry: Entry,
    order: Order,
    targets: Sequence[int],
    read: Mapping[int, Submission],
    judge: Judge,
) -> Done:
    """Erases the file that the act names from every message that brought it. `targets` are the entry's own.

    Raises ActRefusedError where it cannot be, UnreadError for a message that is to be read, UncutError for
    one that is to be cut.
    """
    sha256 = order.act.file
    file = file_to_erase(session, entry, sha256)
    mails = bringing(session, sha256)
    for mail in mails:
        _require_cut(session, mail, order, read)
    judged = [each for each in mails if each.contest == counter.contest]
    before = {each.id: judged_now(session, counter, each.id, read[each.id], judge) for each in judged}
    forget_past(session)
    said = replace(order.act, role=file.role)
    act = write_act(session, entry, said, targets, order.who, order.why, judge.clock())
    others = [each for each in entries_with(session, sha256) if each != entry.reference]
    picture = forget_picture(session, sha256)
    tombs = {mail.id: _bury(session, act, mail, order, read[mail.id], picture) for mail in mails}
    redact(session, sha256)
    for each in judged:
        after = judged_now(session, counter, each.id, without(read[each.id], tombs[each.id]), judge)
        require_alike(each.id, before[each.id], after)
    digests = {mail.digest for mail in mails}
    found = Erasure(file, tuple(mail.id for mail in mails), tuple(others), tuple(lies_at(session, digests)))
    return Done(act, entry, erased=found)


def file_to_erase(session: Session, entry: Entry, sha256: str) -> Filed:
    """The file on the card. Raises ActRefusedError where it is not there, or not any more."""
    found = next((each for each in files_in(session, entry.id) if each.sha256 == sha256), None)
    if found is None:
        raise ActRefusedError(of_files.NO_SUCH_FILE, reference=entry.reference, file=sha256 or "–")
    if found.erased:
        raise ActRefusedError(of_files.ERASED_ALREADY, file=sha256)
    return found


def without(read: Submission, erased: File) -> Submission:
    """A message as it is read once that file is erased from it."""
    files = tuple(
        replace(erased, origin=file.origin) if file.sha256 == erased.sha256 else file for file in read.files
    )
    return replace(read, parsed=replace(read.parsed, files=files))


def _require_cut(session: Session, mail: Message, order: Order, read: Mapping[int, Submission]) -> None:
    if mail.id not in read:
        raise UnreadError(mail.id)
    if _is_in(read[mail.id], order.act.file) and _kept(session, mail) not in order.cuts:
        raise UncutError(mail.id, order.act.file)


def _kept(session: Session, mail: Message) -> str:
    """The hash under which a mail is kept now: what was erased out of it before stays out."""
    return kept_as(mail.digest, erased_from(session, mail.digest))


def _is_in(read: Submission, sha256: str) -> bool:
    """Whether the mail itself has the file; what staff have added is in no mail."""
    return any(file.sha256 == sha256 and not file.content.erased for file in read.files)


def _bury(session: Session, act: ActRow, mail: Message, order: Order, read: Submission, picture: str) -> File:
    """Writes the tombstone of the file in one mail, with its event; returns it as it is read from now on."""
    sha256 = order.act.file
    cut = order.cuts[_kept(session, mail)] if _is_in(read, sha256) else ""
    row = _row(session, mail, sha256)
    bare = neutral(file_of(row), row.role, row.canonical)
    known = select(Erased).where(Erased.digest == mail.digest, Erased.sha256 == sha256)
    tomb = session.exec(known).first() or Erased(
        contest=mail.contest,
        act_id=act.id,
        digest=mail.digest,
        sha256=sha256,
        file=told(bare),
        cut=cut,
        picture=picture,
        problem="" if read.parsed.whole else read.parsed.problem,
        at=act.at,
    )
    tomb.done_at = None
    session.add(tomb)
    session.flush()
    event = FileErased(act.id, sha256, mail.digest, cut)
    about = About(mail.id if mail.contest == act.contest else None, act.entry_id)
    append(session, act.contest, act.at, Happening(order.who, event, about))
    return bare


def _row(session: Session, mail: Message, sha256: str) -> StoredFile:
    """What is said of the file in the decision on that mail that counts; in an older one, where staff have
    added it and it was taken back.
    """
    query = (
        select(StoredFile)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(DecisionRow.message_id == mail.id, StoredFile.sha256 == sha256)
        .where(col(StoredFile.received_at).is_(None))
        .order_by(is_current().desc(), col(DecisionRow.number).desc())
    )
    return session.exec(query.limit(1)).one()
