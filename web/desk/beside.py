"""Other entries of which a card speaks, to be laid beside it: which files stand, who wrote, what lacks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from screening.model.decision import EntryStatus, Severity
from storage.entries.filed import Filed, files_by_entry
from storage.entries.lying import Lying, lying_in
from storage.entries.proven import proven_in
from storage.pictures import pictures_of
from storage.tables import DecisionRow, Entry, StoredFile


@dataclass(frozen=True, slots=True)
class Other:
    """Another entry. `senders` are those who wrote for it, each with whether our server has vouched for his
    address; `lacks` are the codes of what an incomplete one waits for.
    """

    entry: Entry
    files: tuple[Filed, ...]
    pictures: tuple[str, ...]
    titles: tuple[str, ...]
    senders: tuple[tuple[str, bool], ...]
    lacks: tuple[str, ...]


def others_of(session: Session, contest: str, references: Collection[str]) -> list[Other]:
    """Those entries, by their numbers. However many they are, it takes the same few queries."""
    if not references:
        return []
    wanted = select(Entry).where(Entry.contest == contest, col(Entry.reference).in_(references))
    entries = session.exec(wanted.order_by(col(Entry.number))).all()
    ids = [entry.id for entry in entries]
    files, lying, proven = files_by_entry(session, ids), lying_in(session, ids), proven_in(session, ids)
    pictures, titles = drawn(session, contest, {file.sha256 for found in files.values() for file in found})
    return [
        Other(
            entry,
            tuple(files[entry.id]),
            tuple(filter(None, _of(files[entry.id], pictures))),
            _of(files[entry.id], titles),
            tuple(
                (sender, sender in proven[entry.id])
                for sender in dict.fromkeys(each.sender for each in lying.get(entry.id, ()) if each.sender)
            ),
            lacks(entry, lying.get(entry.id, ())),
        )
        for entry in entries
    ]


def drawn(session: Session, contest: str, digests: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """By a file's hash: its picture, as `storage.pictures.pictures_of`, and the title of a deck by its first
    slide, as the files of this contest were read.
    """
    titles = dict[str, str]()
    of_contest = (
        select(StoredFile)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(col(StoredFile.sha256).in_(digests), DecisionRow.contest == contest)
    )
    for row in session.exec(of_contest):
        slides = row.content.get("slides") or ()
        first = next((line for slide in slides for line in str(slide).splitlines() if line.strip()), "")
        if title := str(row.content.get("title") or "") or first:
            titles[row.sha256] = title[:200]
    return pictures_of(session, digests), titles


def lacks(entry: Entry, lying: Sequence[Lying]) -> tuple[str, ...]:
    """What an entry waits for that is not complete: the faults of its last mail, and each role for which no
    file stands.
    """
    if entry.status is not EntryStatus.INCOMPLETE:
        return ()
    told = [each.code for each in lying[-1].reasons if each.severity is Severity.FAULT] if lying else []
    empty = [role for role, stands in (("form", entry.form), ("deck", entry.deck)) if not stands]
    missing = [f"{role}-missing" for role in empty if not any(code.startswith(role) for code in told)]
    return tuple(dict.fromkeys([*told, *missing]))


def _of(files: Sequence[Filed], told: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(told[file.sha256] for file in files if file.sha256 in told))
