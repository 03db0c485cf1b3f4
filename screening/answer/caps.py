"""How often is answered: what may be a loop is stopped, what an applicant must hear never is."""

from screening.case import Case
from screening.model.causes import Cause
from screening.model.decision import Verdict

MOST_LETTERS_HOUR = 5
MOST_LETTERS_DAY = 10


def counts(case: Case, verdict: Verdict) -> bool:
    """Whether an answer uses up the caps, and can be stopped by them.

    An acceptance does not, nor does the first answer to an address if its mail bears a form or a deck: no
    machine writes those, and three thousand entries in the last hour must all hear.
    """
    return verdict is not Verdict.ACCEPTED and not (
        case.brings_files and case.history.answers.first_to_address
    )


def stopped_by(case: Case, *, counts: bool) -> Cause | None:
    """What stops an answer. One that counts: `capped` at one address's number a day, else the breaker. Any
    other: `many`, once one address has got, or one sender has caused, so many of these in an hour or a day.
    """
    answers, limits = case.history.answers, case.rules.replies
    if not counts:
        many = answers.letters_hour >= MOST_LETTERS_HOUR or answers.letters_day >= MOST_LETTERS_DAY
        return Cause.MANY if many else None
    if answers.to_address_today >= limits.per_address_per_day:
        return Cause.CAPPED
    return Cause.BREAKER if answers.breaker_open or answers.in_all_hour >= limits.per_hour else None
