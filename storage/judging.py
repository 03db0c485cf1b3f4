"""How a message is judged and answered: the functions that storage is handed, and never imports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from screening.model.decision import Decision
from screening.model.history import History, HistoryKeys
from screening.model.letter import Digest, Letter, Rendered
from screening.model.rules import Rules
from screening.model.submission import Submission


@dataclass(frozen=True, slots=True)
class Judge:
    """`clock` gives aware times. The first `hold_first` replies of a contest wait for a person's look."""

    rules: Rules
    keys_of: Callable[[Submission, Rules], HistoryKeys]
    decide: Callable[[Submission, History, Rules], Decision]
    render: Callable[[Letter], Rendered]
    render_digest: Callable[[Digest], Rendered]
    clock: Callable[[], datetime]
    hold_first: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One message at the moment of its decision."""

    message_id: int
    submission: Submission
    history: History
    decision: Decision
    at: datetime
