"""The register of local government bodies, as a lookup by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from screening.model.decision import Place
from screening.words.legal import bare, expanded
from screening.words.names import squeezed


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the register. `saraban` is its official mail address, empty when not known.

    `former_names` and `misspellings` stand without the legal type; `domains` are its own hosts.
    `code` is the seven digits of the Department of Local Administration, empty when not known.
    """

    place: Place
    abbreviation: str = ""
    head_title: str = ""
    saraban: str = ""
    english: str = ""
    former_names: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    code: str = ""


Index: TypeAlias = Mapping[str, tuple[Agency, ...]]


@dataclass(frozen=True)
class Register:
    """Agencies, and who is found by which key. `digest` tells one register from another.

    Each lookup table is made when it is first asked for: all of them over 7,850 bodies take half a second
    (measured), and most commands need none. Then a key is found in well under a microsecond.
    """

    digest: str = ""
    agencies: tuple[Agency, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.agencies)

    @classmethod
    def of(cls, agencies: Iterable[Agency], digest: str) -> "Register":
        """A register of `agencies`; `digest` is the sha256 of what they were read from."""
        return cls(digest, tuple(agencies))

    @cached_property
    def by_name(self) -> Index:
        """By the key of the full name."""
        return _grouped((squeezed(agency.place.name), agency) for agency in self.agencies)

    @cached_property
    def by_abbreviation(self) -> Index:
        """By the key of the abbreviation."""
        return _grouped((squeezed(agency.abbreviation), agency) for agency in self.agencies)

    @cached_property
    def by_saraban(self) -> Index:
        """By the official mail address."""
        return _grouped((agency.saraban, agency) for agency in self.agencies)

    @cached_property
    def by_domain(self) -> Index:
        """By the host of its own; those that several agencies share find all of these."""
        return _grouped((domain, agency) for agency in self.agencies for domain in agency.domains)

    @cached_property
    def by_bare(self) -> Index:
        """By the key of the name without its legal type."""
        return _grouped((bare(expanded(agency.place.name)), agency) for agency in self.agencies)

    @cached_property
    def by_former(self) -> Index:
        """By the key of a former name, without the legal type."""
        return _grouped((squeezed(name), agency) for agency in self.agencies for name in agency.former_names)

    @cached_property
    def by_misspelling(self) -> Index:
        """By the key of a known misspelling, without the legal type."""
        return _grouped((squeezed(name), agency) for agency in self.agencies for name in agency.misspellings)

    @cached_property
    def by_english(self) -> Index:
        """By the letters of the English name."""
        return _grouped((latin_letters(agency.english), agency) for agency in self.agencies)

    @cached_property
    def provinces(self) -> frozenset[str]:
        """Every province that there is an agency in."""
        return frozenset(agency.place.province for agency in self.agencies)


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
