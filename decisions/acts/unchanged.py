"""Whether a message is judged as before once something of it is gone."""

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_files
from decisions.judge import Judge
from decisions.old_place import judge_at, open_retrial
from screening.model.decision import Decision, Severity
from screening.model.submission import Submission
from storage.entries.recall import decision_of
from storage.tables import Counter


def judged_now(
    session: Session, counter: Counter, message_id: int, read: Submission, judge: Judge
) -> Decision:
    """What a decided message comes to today, at its position, if it says this."""
    retrial = open_retrial(session, counter, message_id)
    before = decision_of(session, retrial.old)
    return judge_at(session, retrial, read, judge, before, under_ruling=True).decision


def require_alike(message_id: int, before: Decision, after: Decision) -> None:
    """Raises ActRefusedError where an applicant would have something else of the second judgement."""
    if _counts(before) == _counts(after):
        return
    other = sorted(_open(before) ^ _open(after))
    raise ActRefusedError(of_files.RESTS_ON_FILE, message=message_id, codes=other or ("–",))


def _counts(decision: Decision) -> tuple[object, ...]:
    change = decision.change
    stands = (change.entry, change.status, change.form, change.deck) if change else None
    files = tuple((file.sha256, file.role, file.passes, file.aside) for file in decision.files)
    return decision.verdict, decision.agency.place, stands, files, _open(decision)


def _open(decision: Decision) -> frozenset[str]:
    return frozenset(each.code for each in decision.reasons if each.severity is not Severity.NOTE)
