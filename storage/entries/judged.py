"""One message at the moment of its decision."""

from dataclasses import dataclass
from datetime import datetime

from screening.model.decision import Decision
from screening.model.history import History
from screening.model.submission import Submission


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged, by what, to what, and when (aware)."""

    message_id: int
    submission: Submission
    history: History
    decision: Decision
    at: datetime
