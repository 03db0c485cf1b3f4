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
    """Agencies by the key of their full name, by that of their abbreviation, and by official address."""

    digest: str = ""
    by_name: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)
    by_abbreviation: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)
    by_saraban: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)

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
        )


def _grouped(pairs: Iterable[tuple[str, Agency]]) -> dict[str, tuple[Agency, ...]]:
    """Agencies by their key; an empty key is none."""
    groups: dict[str, list[Agency]] = {}
    for text, agency in pairs:
        if text:
            groups.setdefault(text, []).append(agency)
    return {text: tuple(group) for text, group in groups.items()}
