"""Telephone numbers and addresses in a mail, ready to be dialled."""

import re

_PHONE = re.compile(r"(?<![\d-])0\d{1,2}[-\s]?\d{3}[-\s]?\d{3,4}(?![\d-])")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_MOST = 10
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SEARCHED = 20_000


def phones(text: str) -> list[tuple[str, str]]:
    """Thai numbers as they are written, each with its digits; a country's code is not read."""
    found = _PHONE.findall(text[:_SEARCHED].translate(_THAI_DIGITS))
    return [(each, re.sub(r"\D", "", each)) for each in dict.fromkeys(found)][:_MOST]


def addresses(text: str) -> list[str]:
    """Mail addresses that the text names."""
    return list(dict.fromkeys(_ADDRESS.findall(text[:_SEARCHED])))[:_MOST]
