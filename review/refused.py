"""Why an act is not done, as a page tells it: without the options of the command line."""

from collections.abc import Sequence

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals.refusal import Both, Slot
from review.titles import ACTS, FAULTS, POINTS, STAFF, Title
from screening.model.act import ActKind
from storage.accounts.roles import StaffRole


def refused(error: ActRefusedError) -> Title:
    """In Thai and in English, with a line for each thing that may be meant."""
    words = error.why.thai, error.why.english or error.why.typed
    slots = {name: _named(value) for name, value in error.slots.items()}
    thai, english = (
        "\n".join([told.format_map({name: both[index] for name, both in slots.items()}), *error.listed])
        for index, told in enumerate(words)
    )
    return thai, english


def _named(value: Slot) -> Title:
    if isinstance(value, Both):
        return value.thai, value.english
    if isinstance(value, ActKind):
        return ACTS[value]
    if isinstance(value, StaffRole):
        return STAFF[value]
    if isinstance(value, str | int):
        return str(value), str(value)
    return _listed(value)


def _listed(codes: Sequence[str]) -> Title:
    named = [POINTS.get(code) or FAULTS.get(code) or (code, code) for code in codes]
    return ", ".join(thai for thai, _ in named), ", ".join(english for _, english in named)
