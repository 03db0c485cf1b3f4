"""Lists on a terminal, and for programs."""

from collections.abc import Iterator
from typing import Any

from review.contract import moment
from storage.lists.freezing import Frozen, Proposed


def as_json(made: Proposed) -> dict[str, Any]:
    """One list for programs: keys are added, never renamed. Of one that is only proposed, `at` and `by` and
    `head` are null.
    """
    frozen = made if isinstance(made, Frozen) else None
    return {
        "number": made.number,
        "at": moment(frozen.at) if frozen else None,
        "by": frozen.by if frozen else None,
        "head": frozen.head if frozen else None,
        "digest": made.digest,
        "warnings": made.warnings,
        "rows": [
            {
                "change": each.change,
                "reference": each.entry.reference,
                "agency": each.entry.agency or None,
                "district": each.entry.district or None,
                "province": each.entry.province or None,
                "title": each.entry.title or None,
                "eligibility": each.entry.eligibility,
                "form": each.entry.form,
                "deck": each.entry.deck,
                "received_at": moment(each.entry.received_at),
            }
            for each in made.changes
        ],
    }


def lines(made: Proposed) -> Iterator[str]:
    """A line a row, its fields between tabs."""
    for each in made.changes:
        entry = each.entry
        place = ", ".join(filter(None, (entry.district, entry.province)))
        yield "\t".join((each.change, entry.reference, entry.agency, place, entry.title, entry.eligibility))
