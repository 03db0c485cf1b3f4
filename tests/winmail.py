"""winmail.dat as Outlook writes it (MS-OXTNEF), for the tests."""

import struct

_MESSAGE, _ATTACHMENT = 1, 2
LONG_NAME, DATA_OBJECT = 0x3707, 0x3701
STRING, UNICODE, OBJECT = 0x1E, 0x1F, 0x0D
IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(level: int, number: int, data: bytes) -> bytes:
    checksum = sum(data) & 0xFFFF
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", checksum)


def properties(*found: tuple[int, int, bytes]) -> bytes:
    """MAPI properties of one value each, padded to four bytes."""
    data = struct.pack("<I", len(found))
    for kind, number, value in found:
        data += struct.pack("<HHII", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)
    return data


def attachment(title: bytes, data: bytes | None, *mapi: tuple[int, int, bytes]) -> bytes:
    made = attribute(_ATTACHMENT, 0x00069002, bytes(14)) + attribute(_ATTACHMENT, 0x00018010, title + b"\0")
    if data is not None:
        made += attribute(_ATTACHMENT, 0x0006800F, data)
    return made + (attribute(_ATTACHMENT, 0x00069005, properties(*mapi)) if mapi else b"")


def tnef(*attributes: bytes, codepage: int = 874, subject: bytes = b"s") -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 1)
    head += attribute(_MESSAGE, 0x00089006, struct.pack("<I", 0x10000))
    head += attribute(_MESSAGE, 0x00069007, struct.pack("<II", codepage, 0))
    head += attribute(_MESSAGE, 0x00018004, subject + b"\0")
    return head + b"".join(attributes)
