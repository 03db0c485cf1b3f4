"""A decision as it was made, read back from its rows."""

from sqlmodel import Session, col, select

from screening.decision import Decision, JudgedFile
from storage.codec import agency_of, change_of, plan_of, reason_of
from storage.tables import DecisionRow, ReasonRow, StoredFile


def decision_of(session: Session, row: DecisionRow) -> Decision:
    """The decision of a row, with its reasons and files in their order."""
    reasons = select(ReasonRow).where(ReasonRow.decision_id == row.id)
    files = select(StoredFile).where(StoredFile.decision_id == row.id)
    return Decision(
        verdict=row.verdict,
        reasons=tuple(map(reason_of, session.exec(reasons.order_by(col(ReasonRow.position))))),
        agency=agency_of(row.agency),
        files=tuple(
            JudgedFile(file.sha256, file.role, file.passes, file.canonical)
            for file in session.exec(files.order_by(col(StoredFile.position)))
        ),
        change=change_of(row.change),
        reply=plan_of(row.reply),
    )
