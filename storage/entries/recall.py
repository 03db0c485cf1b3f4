"""A decision as it was made, read back from its rows."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from screening.model.decision import Decision, JudgedFile, Taken
from storage.codec import agency_of, change_of, file_of, plan_of, reason_of, writer_of
from storage.tables import DecisionRow, ReasonRow, StoredFile


def files_of(session: Session, decision_id: int) -> Sequence[StoredFile]:
    """The files of a decision, in their order."""
    query = select(StoredFile).where(StoredFile.decision_id == decision_id)
    return session.exec(query.order_by(col(StoredFile.position))).all()


def decision_of(session: Session, row: DecisionRow) -> Decision:
    """The decision of a row, with its reasons and files in their order."""
    reasons = select(ReasonRow).where(ReasonRow.decision_id == row.id)
    files = files_of(session, row.id)
    return Decision(
        verdict=row.verdict,
        reasons=tuple(map(reason_of, session.exec(reasons.order_by(col(ReasonRow.position))))),
        agency=agency_of(row.agency),
        files=tuple(
            JudgedFile(file.sha256, file.role, file.passes, file.canonical, file.aside)
            for file in files
            if file.received_at is None
        ),
        change=change_of(row.change),
        reply=plan_of(row.reply),
        writer=writer_of(row.writer),
        about=row.about_entry_id,
        taken=tuple(
            Taken(file_of(file), file.role, file.received_at)
            for file in files
            if file.received_at is not None
        ),
    )
