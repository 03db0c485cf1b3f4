"""What a new register changes: bodies that came, went, were renamed, or rose to another legal type."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from screening.model.register import Agency
from screening.words.legal import bare, expanded
from screening.words.names import squeezed


@dataclass(slots=True)
class Changes:
    """A pair is the body as it was and as it is now. `renamed` includes a corrected district or province."""

    added: list[Agency] = field(default_factory=list)
    removed: list[Agency] = field(default_factory=list)
    renamed: list[tuple[Agency, Agency]] = field(default_factory=list)
    retyped: list[tuple[Agency, Agency]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.retyped)


def identity(agency: Agency) -> tuple[str, str, str]:
    """Name, district and province by their keys: always unique (measured on all 7,850)."""
    place = agency.place
    return squeezed(place.name), squeezed(place.district), squeezed(place.province)


def changes(old: Iterable[Agency], new: Iterable[Agency]) -> Changes:
    """What happened between two registers.

    The same code, or else the same place under the same bare name, is the same body; a name that changed with
    no code to tell counts as one body gone and one come.
    """
    was = {identity(agency): agency for agency in old}
    now = {identity(agency): agency for agency in new}
    gone = [agency for key, agency in was.items() if key not in now]
    come = [agency for key, agency in now.items() if key not in was]
    found = Changes()
    for key in (_code, _bare_place, _name):
        for before, after in _pairs(gone, come, key):
            gone.remove(before)
            come.remove(after)
            same_name = _bare(before) == _bare(after) and identity(before)[0] != identity(after)[0]
            (found.retyped if same_name else found.renamed).append((before, after))
    found.removed, found.added = gone, come
    return found


def _pairs(
    gone: Sequence[Agency], come: Sequence[Agency], key: Callable[[Agency], Hashable]
) -> list[tuple[Agency, Agency]]:
    """Those of both lists that share a key with just one of the other; a key that is empty is none."""
    before, after = _unique(gone, key), _unique(come, key)
    return [(before[each], after[each]) for each in before if each in after]


def _unique(agencies: Sequence[Agency], key: Callable[[Agency], Hashable]) -> dict[Hashable, Agency]:
    groups: dict[Hashable, list[Agency]] = {}
    for agency in agencies:
        if each := key(agency):
            groups.setdefault(each, []).append(agency)
    return {each: group[0] for each, group in groups.items() if len(group) == 1}


def _code(agency: Agency) -> Hashable:
    return agency.code


def _bare(agency: Agency) -> str:
    return bare(expanded(agency.place.name))


def _bare_place(agency: Agency) -> Hashable:
    return (_bare(agency), *identity(agency)[1:])


def _name(agency: Agency) -> Hashable:
    return identity(agency)[0]
