"""The works that a pack or a score sheet is made of, read from the records for given references."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from exports.titles import By, title_of
from screening.model.decision import EntryStatus, Role
from screening.model.submission import File, FileType
from screening.roles import is_identity_card
from screening.words.legal import expanded, type_of
from settings.errors import WrongUse
from storage.codec import act_of
from storage.entries.card_parts import acts_of
from storage.entries.cards import eligibility_of
from storage.entries.current import current_in
from storage.tables import DecisionRow, Entry, Message, StoredFile

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class WorkFile:
    """A file that stands for an entry. `name` is the sender's; `barred` says why it never leaves the house:
    `malware`, `identity-card`, `erased`; empty for one that may.
    """

    sha256: str
    name: str
    type: FileType
    size: int
    received_at: datetime
    barred: str = ""
    macros: bool = False
    external_media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One entry as a judge is to see it. `kind` is the legal type of its body; `titled_by` what the title was
    told by. `form` and `deck` are None where none stands for it, nor would but for malware. `eligibility` as
    `storage.entries.cards.eligibility_of` has it.
    """

    reference: str
    agency: str
    district: str
    province: str
    kind: str
    title: str
    titled_by: By
    form: WorkFile | None
    deck: WorkFile | None
    received_at: datetime
    status: EntryStatus = EntryStatus.COMPLETE
    eligibility: str = "undecided"

    @property
    def is_for_judges(self) -> bool:
        """Whether it is complete, and nobody has decided that it is not eligible."""
        return self.status is EntryStatus.COMPLETE and self.eligibility != "not-eligible"


def read_works(
    session: Session, contest: str, references: Sequence[str], titles: Mapping[str, str] | None = None
) -> Iterator[Work]:
    """The works of those references, in their order; `titles` are those that a person has corrected.

    Raises WrongUse for a reference that is no entry's, before the first is given.
    """
    known = _ids(session, contest, references)
    missing = [each for each in references if each not in known]
    if missing:
        raise WrongUse(f"there is no entry {', '.join(missing[:5])}; `intake log` lists what there is")
    wanted = iter(references)
    while chunk := list(islice(wanted, _AT_ONCE)):
        found = works_of(session, [known[each] for each in chunk], titles or {})
        yield from (found[known[each]] for each in chunk)


def works_of(session: Session, entries: Collection[int], titles: Mapping[str, str]) -> dict[int, Work]:
    """By entry: its work. Three queries."""
    rows = session.exec(select(Entry).where(col(Entry.id).in_(entries))).all()
    files, acts = _files(session, rows), acts_of(session, entries)
    found = {}
    for row in rows:
        done = [act_of(each.act) for each in acts[row.id] if each.undone_id is None]
        work = _work(row, files[row.id], eligibility_of(done))
        said = titles.get(row.reference, "")
        found[row.id] = replace(work, title=said, titled_by=By.PERSON) if said else work
    return found


def _ids(session: Session, contest: str, references: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = iter(references)
    while chunk := list(islice(wanted, _AT_ONCE)):
        query = select(Entry.reference, Entry.id).where(
            Entry.contest == contest, col(Entry.reference).in_(chunk)
        )
        found.update(session.exec(query).all())
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, its role, and what tells the title of its work."""

    file: WorkFile
    role: Role
    first_slide: str
    properties: str


def _files(session: Session, entries: Sequence[Entry]) -> Mapping[int, dict[str, _Found]]:
    """By entry and hash: what stands, and what cannot because of malware. Of a deck only the first slide's
    words are read.
    """
    content = col(StoredFile.content)
    standing = {each for row in entries for each in (row.form, row.deck) if each}
    query = (
        sql_select(
            col(DecisionRow.entry_id).label("entry"),
            col(StoredFile.sha256),
            col(StoredFile.name),
            col(StoredFile.type),
            col(StoredFile.role),
            col(StoredFile.size),
            func.coalesce(StoredFile.received_at, Message.received_at, Message.internal_date).label("at"),
            content["malware"].as_string().label("malware"),
            content["erased"].as_string().label("erased"),
            content["macros"].as_boolean().label("macros"),
            content["external_media"].label("media"),
            content["title"].as_string().label("title"),
            content[("slides", 0)].as_string().label("slide"),
        )
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(
            current_in([each.id for each in entries]),
            or_(col(StoredFile.sha256).in_(standing), content["malware"].as_string() != ""),
        )
        .order_by(col(DecisionRow.history_number))
    )
    found: dict[int, dict[str, _Found]] = defaultdict(dict)
    for row in session.execute(query):
        before = found[row.entry].get(row.sha256)
        found[row.entry][row.sha256] = _kept(row, before)
    return found


def _kept(row: Any, before: _Found | None) -> _Found:
    """A file that came several times keeps the time of the first, and what ever barred it since."""
    file = WorkFile(
        row.sha256,
        row.name,
        row.type,
        row.size,
        before.file.received_at if before else row.at,
        _barred(row) or (before.file.barred if before and before.file.barred != "erased" else ""),
        bool(row.macros),
        tuple(row.media or ()),
    )
    return _Found(file, row.role, row.slide or "", row.title or "")


def _barred(row: Any) -> str:
    if row.erased:
        return "erased"
    if row.malware:
        return "malware"
    card = is_identity_card(File(row.name, row.size, row.sha256, row.type))
    return "identity-card" if card else ""


def _work(entry: Entry, files: Mapping[str, _Found], eligibility: str) -> Work:
    deck = files.get(entry.deck or "") or _malware(files, Role.DECK)
    form = files.get(entry.form or "") or _malware(files, Role.FORM)
    title, by = ("", By.NOTHING)
    if deck and not deck.file.barred:
        title, by = title_of(deck.first_slide, deck.properties, deck.file.name, entry.agency_name)
    return Work(
        entry.reference,
        entry.agency_name,
        entry.agency_district,
        entry.agency_province,
        type_of(expanded(entry.agency_name)),
        title,
        by,
        form.file if form else None,
        deck.file if deck else None,
        entry.first_received_at,
        entry.status,
        eligibility,
    )


def _malware(files: Mapping[str, _Found], role: Role) -> _Found | None:
    """What would stand there, if it might."""
    return next(
        (each for each in files.values() if each.role is role and each.file.barred == "malware"), None
    )
