"""Raises an alarm for each bounced reply."""

from collections.abc import Iterable

from runtime.parts import Parts
from storage.outbox.returned import Returned

_ALARM = "bounce"


def tell(parts: Parts, replies: Iterable[Returned]) -> None:
    """One line in the log and one to the organiser for each, by receipt number: no address leaves by it."""
    for reply in replies:
        about = reply.reference or "letters in one digest"
        text = f"{about}: reply {reply.outbox_id} came back; the applicant has not been told"
        if reply.suppressed:
            text += ", and nothing more is sent to that address until somebody writes from it"
        parts.alarms.report(_ALARM, text)
