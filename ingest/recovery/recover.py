"""Takes in again what has come since a backup, in the order of receipt, and mails nobody.

Each step is done again where it was broken off: what is stored stays stored, what is decided stays decided.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlmodel import Session, col, select

from ingest.judging import Judging
from ingest.mailbox import Connection
from ingest.recovery.evidence import Evidence, evidence
from ingest.recovery.mending import mend
from ingest.recovery.taking import take_all
from parsers.pool import Pool
from runtime.clock import now
from runtime.parts import Parts
from settings.errors import PartFailed, WrongUse
from storage.chain.counters import counter_of, lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import Recovered as Told
from storage.engine import reading, writing
from storage.entries.numbers import promise, spell_reference, void_unused
from storage.mail.messages import undecided
from storage.outbox import replies
from storage.outbox.queue import since_restored
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Message


@dataclass
class Recovered:
    """`brought`: messages by folder. `decided`: reference (empty: ignored), verdict, agency, sender of each,
    and whether a letter has told its number. Of the letters `found` have gone out by then; `waiting`
    are held. `quoted`: numbers that applicants name in answers to letters about an entry that has another
    now, and that one.
    """

    brought: dict[str, int] = field(default_factory=dict)
    decided: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    void: list[str] = field(default_factory=list)
    quoted: list[tuple[str, str]] = field(default_factory=list)
    back: int = 0
    found: int = 0
    waiting: int = 0


def recover(
    parts: Parts,
    pool: Pool,
    connection: Connection,
    stopped: Callable[[], bool],
    tell: Callable[[str, int], None] = lambda _what, _number: None,
    *,
    on_trial: bool = False,
    by_hand: bool = False,
) -> Recovered:
    """`by_hand`: the records were put back without `intake restore`, and nothing in them says so.
    `on_trial`: on a copy of the records (`ingest.recovery.trial`), whose store lacks what is decided.

    Raises WrongUse for records that did not come from a backup; MailboxError, ParserUnavailableError,
    OSError, SQLAlchemyError; PartFailed when told to stop, or when a message could not be judged: then it
    goes on from there the next time.
    """
    _begin(parts, by_hand=by_hand)
    back = 0 if on_trial else mend(parts, pool, connection)
    done = Recovered(take_all(parts, connection, stopped, tell), back=back)
    _go_on(stopped)
    with reading(parts.engine) as session:
        waiting = list(undecided(session, parts.contest))
        last = counter_of(session, parts.contest).last_reference
    told = evidence(parts, pool, waiting, last)
    with writing(parts.engine) as session:
        promise(session, parts.contest, told.numbers)
    parts.judge = replace(parts.judge, gone_out=told.sent)
    _judge(parts, pool, done, told, stopped, tell)
    _end(parts, done, told)
    return done


def _begin(parts: Parts, *, by_hand: bool) -> None:
    """All letters wait for a person from here on: nothing for records that are where they always were."""
    with writing(parts.engine) as session:
        counter = lock_counter(session, parts.contest)
        if counter.restored_at is None and not by_hand:
            raise WrongUse(
                "these records did not come from a backup by `intake restore`: there is nothing to recover."
                " Where you have put them back by hand, say `intake recover --by-hand`"
            )
        counter.restored_at = counter.restored_at or now()


def _judge(
    parts: Parts,
    pool: Pool,
    done: Recovered,
    told: Evidence,
    stopped: Callable[[], bool],
    tell: Callable[[str, int], None],
) -> None:
    failed: set[int] = set()
    for recorded in Judging(parts, pool, stopped).stored(failed=failed):
        entry, decision = recorded.entry, recorded.decision
        with reading(parts.engine) as session:
            message = session.get_one(Message, decision.message_id)
        row = (
            entry.reference if entry else "",
            decision.verdict.value,
            entry.agency_name if entry else "",
            message.sender,
            bool(entry and told.numbers.get(entry.number)),
        )
        done.decided.append(row)
        letters = (*filter(None, [recorded.reply]), *recorded.notices)
        done.found += sum(letter.state is OutboxState.SENT for letter in letters)
        tell("judged", len(done.decided))
    _go_on(stopped)
    if failed:
        raise PartFailed(f"{len(failed)} messages could not be judged (see the log); say it once more")


def _end(parts: Parts, done: Recovered, told: Evidence) -> None:
    """All of it in one transaction: from its end on numbers and letters go as ever."""
    moment = now()
    with writing(parts.engine) as session:
        counter = lock_counter(session, parts.contest)
        # Also those that wait for another cause: they may have been released by then.
        for row in replies.listed(session, parts.contest, [OutboxState.HELD]):
            if row.rfc_message_id in told.sent:
                replies.find(session, parts.contest, row.id, told.sent[row.rfc_message_id], moment)
                done.found += 1
        done.waiting = len(since_restored(session, parts.contest))
        done.quoted = _contradictions(session, parts, told)
        done.void = void_unused(session, parts.contest, parts.judge.rules.prefix, moment)
        counter.restored_at, counter.next_new = None, None
        facts = Told(messages=len(done.decided), void=len(done.void))
        append(session, parts.contest, moment, Happening("recover", facts))


def _contradictions(session: Session, parts: Parts, told: Evidence) -> list[tuple[str, str]]:
    """What is no proof and may be true: a person is to look."""
    prefix, found = parts.judge.rules.prefix, []
    for number, digest in told.quoted:
        opened = (
            select(Entry.reference)
            .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
            .join(Message, col(Message.id) == col(DecisionRow.message_id))
            .where(Message.contest == parts.contest, Message.digest == digest)
        )
        has = session.exec(opened.order_by(col(DecisionRow.number).desc())).first() or ""
        if has != spell_reference(prefix, number):
            found.append((spell_reference(prefix, number), has))
    return list(dict.fromkeys(found))


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise PartFailed("stopped; what was taken in is kept, and the same command goes on from there")
