"""What must hold on a disk after a loss of power, before and after the daemon has been at work on it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes

from power.recording import Recording, World
from servers.installation import FOLDERS, Installation, message_id
from servers.smtp_script import Received
from sqlalchemy import func
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from storage.engine import reading
from storage.invariants import check
from storage.milestones import Milestone
from storage.schema import SchemaState, schema_state
from storage.states import MessageStatus, OutboxState
from storage.tables import DecisionRow, Message, Outbox, Sighting


@dataclass(slots=True)
class Outcome:
    """What one cut came to; `repeated` counts replies sent twice byte for byte the same: no fault."""

    faults: list[str]
    repeated: int = 0


def kept(installation: Installation, recording: Recording, world: World) -> list[str]:
    """Faults of the bare disk: what was promised to others, or committed, must be there, and be whole."""
    with installation.parts() as parts:
        try:
            if schema_state(parts.engine) is not SchemaState.CURRENT:
                return ["there are no records"] if world.steps[Milestone.STORED] or world.mails else []
            with reading(parts.engine) as session:
                broken = session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all()
                if broken != ["ok"]:
                    return [f"the database is damaged: {broken[0]}"]
                faults = [
                    f"{each.invariant}: {each.line}" for each in check(session, parts.contest, parts.files)
                ]
                faults += list(_committed(session, world))
                return [*faults, *_promised(session, recording, world)]
        except DatabaseError as error:
            return [f"the database cannot be read: {error.orig}"]


def _committed(session: Session, world: World) -> Iterator[str]:
    """A step is named once its commit is over, so that no fewer rows can be there."""
    counts = {
        Milestone.STORED: select(func.count(col(Sighting.id))),
        Milestone.DECIDED: select(func.count(col(DecisionRow.id))),
        Milestone.SENT: select(func.count(col(Outbox.id))).where(Outbox.state == OutboxState.SENT),
    }
    for step, query in counts.items():
        count = session.exec(query).one()
        if count < world.steps[step]:
            yield f"{world.steps[step]} times the step {step.value} was reached, and {count} are recorded"


def _promised(session: Session, recording: Recording, world: World) -> Iterator[str]:
    for mail in recording.mails[: world.mails]:
        own = message_id(mail.data)
        row = session.exec(select(Outbox).where(Outbox.rfc_message_id == own)).first()
        if row is None or row.data != mail.data:
            yield f"the reply {own} was sent, and its bytes are not recorded"
        elif row.state not in (OutboxState.ATTEMPTING, OutboxState.SENT):
            yield f"the reply {own} was sent, and is recorded as {row.state.value}"
    for uids, _ in world.moves:
        query = (
            select(Sighting.uid)
            .join(Message, col(Message.id) == col(Sighting.message_id))
            .where(col(Sighting.uid).in_(uids), Message.status != MessageStatus.STORED)
        )
        for uid in set(uids).difference(session.exec(query).all()):
            yield f"message {uid} was moved on the server, and is not decided in the records"


def decided(installation: Installation) -> dict[str, tuple[object, ...]]:
    """What each decided message was told, by its Message-ID."""
    return {
        row["message_id"]: (row["verdict"], row["reference"], row["reply"]["message_id"])
        for row in installation.rows()
        if row["verdict"]
    }


def finished(
    installation: Installation, recording: Recording, world: World, before: dict[str, tuple[object, ...]]
) -> Outcome:
    """What is wrong once the daemon has been through; `before` is what `decided` gave on the bare disk."""
    faults = installation.findings()
    expected = recording.delivered[world.run]
    rows = installation.rows()
    if sorted(row["message_id"] for row in rows) != sorted(expected):
        faults.append(f"of {len(expected)} messages there are {len(rows)} rows")
    for row in rows:
        if (row["verdict"], row["status"]) != (expected.get(row["message_id"]), "filed"):
            faults.append(f"{row['message_id']} is {row['status']} and {row['verdict']}")
    numbers = {row["reference"] for row in rows if row["reference"]}
    if numbers != {f"DGTI-2566-{number:04}" for number in range(1, len(numbers) + 1)}:
        faults.append(f"the references have gaps: {sorted(numbers)}")
    after = decided(installation)
    faults += [f"{name} changed from {was}" for name, was in before.items() if after.get(name) != was]
    faults += _misplaced(installation, expected)
    mails = [*recording.mails[: world.mails], *installation.sink.mails]
    repeated, wrong = _answers(mails, {name for name, verdict in expected.items() if verdict != "ignored"})
    return Outcome(faults + wrong, repeated)


def _misplaced(installation: Installation, expected: dict[str, str]) -> Iterator[str]:
    """Every message lies in the folder of its verdict; a copy of one may lie beside it."""
    there = {name: set(ids) for name, ids in installation.folders().items()}
    for verdict, folder in FOLDERS.items():
        ids = {name for name, its in expected.items() if its == verdict}
        if there.pop(folder, set()) != ids:
            yield f"the folder {folder} does not hold what is {verdict}"
    if there:
        yield f"messages were left in {sorted(there)}"


def _answers(mails: list[Received], wanted: set[str]) -> tuple[int, list[str]]:
    """How many answers went out twice, the same each time; and what else is wrong with them."""
    sent: defaultdict[str, list[bytes]] = defaultdict(list)
    for mail in mails:
        sent[str(message_from_bytes(mail.data)["In-Reply-To"]).strip()].append(mail.data)
    wrong = [f"{name} was not answered" for name in wanted - set(sent)]
    wrong += [f"{name} was answered, and should not be" for name in set(sent) - wanted]
    wrong += [f"{name} got different answers" for name, each in sent.items() if len(set(each)) > 1]
    repeated = len(mails) - len(sent)
    if repeated > 1:
        wrong.append(f"{repeated} replies were repeated")
    return repeated, wrong
