"""The register of local government bodies, as a lookup by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from screening.decision import Place
from screening.legal import bare, expanded
from screening.names import squeezed


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the register. `saraban` is its official mail address, empty when not known.

    `former_names` and `misspellings` stand without the legal type; `domains` are its own hosts.
    """

    place: Place
    abbreviation: str = ""
    head_title: str = ""
    saraban: str = ""
    english: str = ""
    former_names: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


_Index = Mapping[str, tuple[Agency, ...]]


@dataclass(frozen=True)
class Register:
    """Agencies by the key of their full name, by that of their abbreviation, and by official address.

    `by_bare`, `by_former` and `by_misspelling` leave the legal type out; `by_english` holds only letters.
    """

    digest: str = ""
    by_name: _Index = field(default_factory=dict)
    by_abbreviation: _Index = field(default_factory=dict)
    by_saraban: _Index = field(default_factory=dict)
    by_bare: _Index = field(default_factory=dict)
    by_former: _Index = field(default_factory=dict)
    by_misspelling: _Index = field(default_factory=dict)
    by_english: _Index = field(default_factory=dict)
    provinces: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.by_name)

    @classmethod
    def of(cls, agencies: Iterable[Agency], digest: str) -> "Register":
        """A register of `agencies`; `digest` is the sha256 of the file they came from."""
        known = tuple(agencies)
        return cls(
            digest,
            _grouped((squeezed(agency.place.name), agency) for agency in known),
            _grouped((squeezed(agency.abbreviation), agency) for agency in known),
            _grouped((agency.saraban, agency) for agency in known),
            _grouped((bare(expanded(agency.place.name)), agency) for agency in known),
            _grouped((squeezed(name), agency) for agency in known for name in agency.former_names),
            _grouped((squeezed(name), agency) for agency in known for name in agency.misspellings),
            _grouped((latin_letters(agency.english), agency) for agency in known),
            frozenset(agency.place.province for agency in known),
        )


def latin_letters(text: str) -> str:
    """The Latin letters and digits of a text, lower case: romanised names are spaced as people like."""
    return re.sub("[^a-z0-9]", "", squeezed(text))


def _grouped(pairs: Iterable[tuple[str, Agency]]) -> dict[str, tuple[Agency, ...]]:
    """Agencies by their key; an empty key is none."""
    groups: dict[str, list[Agency]] = {}
    for text, agency in pairs:
        if text:
            groups.setdefault(text, []).append(agency)
    return {text: tuple(group) for text, group in groups.items()}
