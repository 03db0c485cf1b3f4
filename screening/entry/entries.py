"""Which entry a message is about, and how its writer stands to it (docs/trust.md).

A thread is told by the Message-IDs of an entry, ours or the applicant's, or by its receipt number in the
subject (RFC 5322 section 3.6.4). Mail outside a thread: `unnamed`.
"""

from collections.abc import Collection

from screening.entry import unnamed
from screening.entry.answers import Answer, may_accept
from screening.entry.thread import answered_ids, references_in
from screening.entry.tie import Tie, placed, seen_from, tied
from screening.entry.trust import Brings, Lands
from screening.model.decision import EntryStatus, Grade, Writer
from screening.model.history import EntryState, History
from screening.reading import Reading
from screening.words import said

_BEST_FIRST = tuple(Grade)
_GONE = (EntryStatus.WITHDRAWN, EntryStatus.VOID)


def tie_of(reading: Reading, history: History) -> tuple[Tie | None, tuple[EntryState, ...]]:
    """The entry that the message is about, None for none; and the entries of its writer that it may complete
    alike, without saying which.
    """
    if reading.facts.apart:
        return None, ()
    chosen = [entry for entry in history.entries if entry.reference == reading.facts.joins]
    if chosen:
        return placed(reading, chosen[0]), ()
    received = [letter for each in history.entries for letter in each.letters]
    seen = [
        (entry, seen_from(reading, entry, history, received))
        for entry in history.entries
        if entry.status not in _GONE
    ]
    threads = [tied(reading, entry, writer, "thread") for entry, writer in seen if _continues(reading, entry)]
    threads.sort(key=lambda tie: (_BEST_FIRST.index(tie.writer.grade), -tie.entry.id))
    kept = [tie for tie in threads if not _is_none(reading, tie)]
    seen = [(entry, unnamed.as_seen(reading, entry, writer)) for entry, writer in seen]
    circle = unnamed.his(reading, seen)
    again = unnamed.again(reading, circle)
    if kept and not (again and kept[0].writer.grade is Grade.STRANGER):
        return _redirected(reading, kept[0], circle), ()
    if again:
        return again, ()
    waiting = unnamed.waiting_for(reading, circle)
    if len(waiting) == 1:
        return tied(reading, *waiting[0], "circle"), ()
    if waiting and not reading.is_whole_set:
        return None, tuple(entry for entry, _ in waiting)
    return unnamed.by_words(reading, circle) or unnamed.by_agency(reading, seen), ()


def _continues(reading: Reading, entry: EntryState) -> bool:
    ids = answered_ids(reading.submission)
    ours = {letter.message_id for letter in entry.letters}
    quoted = references_in(reading.submission.parsed.subject, reading.rules)
    return bool(ids & (entry.message_ids | ours)) or entry.reference in quoted


def _is_none(reading: Reading, tie: Tie) -> bool:
    """Whether the thread says nothing: the files are another entry's, or two answer one circular."""
    circular = tie.entry.status is EntryStatus.ENQUIRY and tie.writer.grade is Grade.STRANGER
    return tie.cell.lands is Lands.ENTRY or (circular and reading.brings_files)


def _redirected(reading: Reading, tie: Tie, circle: Collection[tuple[EntryState, Writer]]) -> Tie:
    """An answer that what was held as a second work is a new version is about the entry it replaces."""
    text = reading.submission.parsed.text
    if reading.brings_files or not said.new_version(text) or said.another_work(text):
        return tie
    for entry, writer in circle if tie.joins else ():
        for waiting in entry.waiting:
            if waiting.kind == "second" and waiting.reference == tie.entry.reference:
                taken = Tie(entry, writer, "thread", Brings.ANSWER, Answer(accepts=waiting))
                return taken if may_accept(waiting, entry, writer) else tie
    return tie
