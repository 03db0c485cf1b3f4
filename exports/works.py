"""The works that a pack or a score sheet is made of, read from the records for given references."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session, col, select

from exports.titles import By, title_of
from exports.work_files import Found, WorkFile, files_standing, with_malware
from screening.model.decision import EntryStatus, Role
from screening.words.legal import expanded, type_of
from settings.errors import WrongUse
from storage.codec import act_of
from storage.entries.card_parts import acts_of
from storage.entries.cards import eligibility_of
from storage.tables import Entry

_AT_ONCE = 200


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
    files, acts = files_standing(session, rows), acts_of(session, entries)
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


def _work(entry: Entry, files: Mapping[str, Found], eligibility: str) -> Work:
    deck = files.get(entry.deck or "") or with_malware(files, Role.DECK)
    form = files.get(entry.form or "") or with_malware(files, Role.FORM)
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
