"""The account of one entry as a page to print."""

from dataclasses import dataclass

from exports.account.facts import Account
from exports.pages import page
from exports.tables.discretion import saying
from notifications.errors import RenderError
from notifications.rendering.catalogue import explain
from notifications.rendering.desk import Desk
from review.text.events import event_words
from review.titles import ACTS, LETTER_STATES, LETTERS, ROLES, VERDICTS, WHY
from screening.model.decision import Reason, Severity
from storage.codec import act_of
from storage.states import OutboxState
from storage.tables import Outbox

_SEVERITY = {Severity.FAULT: "แก้ไขได้", Severity.HOLD: "รอตรวจ", Severity.NOTE: "หมายเหตุ"}


@dataclass(frozen=True, slots=True)
class _Words:
    """What the page calls things."""

    verdicts = VERDICTS
    letters = LETTERS
    states = LETTER_STATES
    roles = ROLES
    severities = _SEVERITY


def account_page(account: Account, desk: Desk, *, head: str = "") -> str:
    """The page; `head` is the hash at which the chain of events stands, if it is to be told."""
    return page(
        "account.html",
        desk,
        account=account,
        words=_Words(),
        reasons={mail.row.id: [_reason(each, desk) for each in mail.row.reasons] for mail in account.mails},
        acts=[(row, ACTS[row.kind][0], saying(act_of(row.act), desk.zone)) for row in account.acts],
        why=_why,
        sent=OutboxState.SENT,
        events=[(each.at, event_words(each)) for each in account.events],
        head=head,
    )


def _reason(reason: Reason, desk: Desk) -> tuple[Reason, str]:
    try:
        return reason, explain(reason, "th", "staff", desk).what
    except RenderError:  # a text of the operator's own that is broken: the code still tells it
        return reason, ""


def _why(letter: Outbox) -> str:
    """Why it waits or did not go."""
    if letter.why:
        return WHY[letter.why][0] if letter.why in WHY else str(letter.why)
    return letter.last_error if letter.state in (OutboxState.FAILED, OutboxState.UNCERTAIN) else ""
