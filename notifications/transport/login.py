"""AUTH (RFC 4954): what is said to log in, and which parts of it must never be shown.

Not smtplib's `login()`: after a wrong password it goes on to the next mechanism (three failures in a row
lock accounts), and a password that is not ASCII ends in an error that holds it (both read in its source).
"""

import base64
from collections.abc import Sequence


def commands(mechanisms: Sequence[str], username: str, password: str) -> list[str]:
    """What to send, one after the other while the server answers 334; empty if it offers neither way."""
    if "PLAIN" in mechanisms:
        return [f"AUTH PLAIN {_plain(username, password)}"]
    if "LOGIN" in mechanisms:
        return ["AUTH LOGIN", _base64(username), _base64(password)]
    return []


def secrets(username: str, password: str) -> tuple[str, ...]:
    """Every form in which the password goes over the wire, the longest first."""
    return (_plain(username, password), _base64(password), password) if password else ()


def _plain(username: str, password: str) -> str:
    """The response of SASL PLAIN, in UTF-8 (RFC 4616)."""
    return _base64(f"\0{username}\0{password}")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
