"""How often is answered: what may be a loop is stopped, what an applicant must hear never is."""

from screening.case import Case
from screening.decision import Verdict

CAPPED = "capped"
BREAKER = "breaker"


def counts(case: Case, verdict: Verdict) -> bool:
    """Whether an answer uses up the caps, and can be stopped by them.

    An acceptance does not, nor does the first answer to an address if its mail bears a form or a deck: no
    machine writes those, and three thousand entries in the last hour must all hear.
    """
    return verdict is not Verdict.ACCEPTED and not (
        case.brings_files and case.history.answers.first_to_address
    )


def stopped_by(case: Case) -> str | None:
    """What stops an answer that counts: `capped` at one address's number a day, else the breaker."""
    answers, limits = case.history.answers, case.rules.replies
    if answers.to_address_today >= limits.per_address_per_day:
        return CAPPED
    return BREAKER if answers.breaker_open or answers.in_all_hour >= limits.per_hour else None
