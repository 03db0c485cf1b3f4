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


def token_commands(mechanisms: Sequence[str], username: str, token: str) -> list[str]:
    """The same with an access token: XOAUTH2, which both providers have, or its standard form (RFC 7628).

    The token goes on a line of its own: with the command it could be longer than a command may be (RFC 4954,
    section 4). A second 334 tells of an error, and is answered so that the refusal follows.
    """
    if "XOAUTH2" in mechanisms:
        return ["AUTH XOAUTH2", _xoauth2(username, token), ""]
    if "OAUTHBEARER" in mechanisms:
        return ["AUTH OAUTHBEARER", _oauthbearer(username, token), _base64("\1")]
    return []


def secrets(username: str, secret: str) -> tuple[str, ...]:
    """Every form in which password or token goes over the wire, the longest first."""
    if not secret:
        return ()
    forms = [form(username, secret) for form in (_oauthbearer, _xoauth2, _plain)]
    return (*forms, _base64(secret), secret)


def _xoauth2(username: str, token: str) -> str:
    """As both providers document it."""
    return _base64(f"user={username}\1auth=Bearer {token}\1\1")


def _oauthbearer(username: str, token: str) -> str:
    escaped = username.replace("=", "=3D").replace(",", "=2C")
    return _base64(f"n,a={escaped},\1auth=Bearer {token}\1\1")


def _plain(username: str, password: str) -> str:
    """The response of SASL PLAIN, in UTF-8 (RFC 4616)."""
    return _base64(f"\0{username}\0{password}")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
