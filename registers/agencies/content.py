"""A register in the one spelling in which it is kept, whatever file it came from.

Its hash is what tells one register from another, and stands in the rules' own hash: the same bodies out of a
CSV, out of an XLSX or out of the database judge alike, and are called alike.
"""

import hashlib
import zlib
from collections.abc import Sequence

from pydantic import TypeAdapter

from screening.model.register import Agency, Register

_AGENCIES: TypeAdapter[tuple[Agency, ...]] = TypeAdapter(tuple[Agency, ...])


def register_of(agencies: Sequence[Agency]) -> Register:
    """The lookup over these bodies, with their digest."""
    return Register.of(agencies, hashlib.sha256(_spelled(agencies)).hexdigest())


def packed(agencies: Sequence[Agency]) -> bytes:
    """The bodies as they are kept: JSON, compressed."""
    return zlib.compress(_spelled(agencies))


def unpacked(content: bytes) -> tuple[Agency, ...]:
    """The bodies that `packed` wrote. Raises zlib.error or ValueError for anything else."""
    return _AGENCIES.validate_json(zlib.decompress(content))


def _spelled(agencies: Sequence[Agency]) -> bytes:
    return _AGENCIES.dump_json(tuple(agencies))
