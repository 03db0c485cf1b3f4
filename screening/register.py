"""The register of local government bodies, as a lookup by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from screening.decision import Place
from screening.names import squeezed


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the register. `saraban` is its official mail address, empty when not known."""

    place: Place
    abbreviation: str = ""
    head_title: str = ""
    saraban: str = ""


@dataclass(frozen=True)
class Register:
    """Agencies by the key of their full name and of their abbreviation. An empty one knows nobody."""

    digest: str = ""
    by_name: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)
    by_abbreviation: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_name)

    @classmethod
    def of(cls, agencies: Iterable[Agency], digest: str) -> "Register":
        """A register of `agencies`; `digest` is the sha256 of the file they came from."""
        names: dict[str, tuple[Agency, ...]] = {}
        abbreviations: dict[str, tuple[Agency, ...]] = {}
        for agency in agencies:
            name, short = squeezed(agency.place.name), squeezed(agency.abbreviation)
            names[name] = (*names.get(name, ()), agency)
            if short:
                abbreviations[short] = (*abbreviations.get(short, ()), agency)
        return cls(digest, names, abbreviations)
