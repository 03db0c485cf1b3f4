"""Frozen lists on a terminal, and for programs."""

from collections.abc import Iterator
from typing import Any

from review.contract import moment
from storage.lists.freezing import Frozen


def as_json(frozen: Frozen) -> dict[str, Any]:
    """One list for programs: keys are added, never renamed."""
    return {
        "number": frozen.number,
        "at": moment(frozen.at),
        "by": frozen.by,
        "head": frozen.head,
        "digest": frozen.digest,
        "warnings": frozen.warnings,
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
                "received_at": moment(each.entry.first_received_at),
            }
            for each in frozen.changes
        ],
    }


def lines(frozen: Frozen) -> Iterator[str]:
    """A line a row, its fields between tabs."""
    for each in frozen.changes:
        entry = each.entry
        place = ", ".join(filter(None, (entry.district, entry.province)))
        yield "\t".join((each.change, entry.reference, entry.agency, place, entry.title, entry.eligibility))
