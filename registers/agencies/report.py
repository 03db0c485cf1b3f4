"""What `intake register import` has to tell of a file before it counts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from registers.agencies.changes import Changes, changes
from registers.agencies.columns import CODE_DIGITS
from registers.agencies.rows import Reading
from screening.model.register import Agency
from screening.words.legal import expanded, type_of
from screening.words.names import squeezed


@dataclass(frozen=True, slots=True)
class Report:
    """`changes` is None for a first register. `shared` counts names that several bodies bear, `sharing` these
    bodies; `alike` are different spellings that have one key; `stale_codes` counts codes of another type.
    """

    reading: Reading
    changes: Changes | None
    shared: int
    sharing: int
    alike: tuple[tuple[str, ...], ...]
    stale_codes: int


def report_of(reading: Reading, current: Sequence[Agency] | None) -> Report:
    """The report on a file that was read, against the bodies in force (None: there are none)."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    bearers: Counter[str] = Counter()
    for agency in reading.agencies:
        key = squeezed(agency.place.name)
        spellings[key].add(agency.place.name)
        bearers[key] += 1
    shared = [count for count in bearers.values() if count > 1]
    return Report(
        reading=reading,
        changes=None if current is None else changes(current, reading.agencies),
        shared=len(shared),
        sharing=sum(shared),
        alike=tuple(tuple(sorted(names)) for names in spellings.values() if len(names) > 1),
        stale_codes=sum(map(_is_stale, reading.agencies)),
    )


def _is_stale(agency: Agency) -> bool:
    digit = CODE_DIGITS.get(type_of(expanded(agency.place.name)))
    return bool(agency.code) and agency.code[0] != digit
