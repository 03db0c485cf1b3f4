"""What a token server's refusal means, and what to do about it.

The codes are those of RFC 6749 section 5.2, RFC 8628 section 3.5, Google's "Using OAuth 2.0 for Web Server
Applications" and "for Server to Server Applications", and Microsoft's "Microsoft Entra authentication and
authorization error codes" (AADSTS…). Of what a server says only its codes are shown: its sentences may quote
what was sent.
"""

import re
from collections.abc import Mapping
from typing import Any

from credentials.errors import CredentialFault

_AGAIN = "Have somebody run `intake auth login` again"
_SECRET = "INTAKE_OAUTH2_CLIENT_SECRET"  # noqa: S105 - a name
_TEMPORARY = {"temporarily_unavailable", "server_error", "internal_failure", "slow_down"}

_ERRORS = {
    "access_denied": "The person, or an administrator, said no: ask whoever administers the mail",
    "admin_policy_enforced": "An administrator must allow this program for the mailbox",
    "authorization_declined": "The person said no: log in again",
    "deleted_client": "The program was deleted at the provider: make it anew (docs/providers.md)",
    "disabled_client": "The program was disabled at the provider: see its console",
    "expired_token": "The code was not typed in time: log in again",
    "interaction_required": _AGAIN,
    "invalid_client": f"Check [oauth2] client_id, and {_SECRET} or key_file",
    "invalid_grant": f"The consent has ended or was taken back. {_AGAIN}",
    "invalid_scope": "The program lacks the right to IMAP and SMTP: give it (docs/providers.md)",
    "invalid_tenant": "Check [oauth2] tenant",
    "org_internal": "The consent screen takes people of its own organisation alone",
    "server_error": "It is asked again",
    "temporarily_unavailable": "It is asked again",
    "unauthorized_client": "An administrator must allow the program to do this (docs/providers.md)",
}
_MICROSOFT = {
    50034: "There is no such account in this tenant: check [oauth2] tenant",
    50057: "The account is disabled: have it enabled",
    50076: f"A second factor is asked for now. {_AGAIN}",
    50079: f"A second factor must be set up. {_AGAIN}",
    50173: f"The password was changed, or all sessions were ended. {_AGAIN}",
    53003: "A rule of Conditional Access keeps us out: have an administrator except this program",
    65001: "An administrator must grant admin consent to the program's permissions",
    70000: f"The consent was taken back. {_AGAIN}",
    70008: f"The consent has expired. {_AGAIN}",
    700016: "There is no such program in this tenant: check [oauth2] client_id and tenant",
    700027: "The certificate of key_file is not among those of the program: upload it",
    700082: f"The consent was not used for 90 days. {_AGAIN}",
    7000215: f"The client secret is wrong: {_SECRET} must be its value, not its id",
    7000218: "Set `Allow public client flows` of the program to yes",
    7000222: f"The client secret has expired: make a new one, put it into {_SECRET} and start again",
    90002: "There is no such tenant: check [oauth2] tenant",
}
_GOOGLE = (
    (re.compile("email|user id", re.IGNORECASE), "There is no such account: check the username"),
    (re.compile("jwt", re.IGNORECASE), "Check this machine's clock, and key_file: it may have been revoked"),
)


def refusal(provider: str, answer: Mapping[str, Any]) -> CredentialFault:
    """The fault for an answer with an `error` in it."""
    described = str(answer.get("error_description") or "")
    code = re.sub(r"[^a-z_]", "", str(answer.get("error") or ""))[:40] or "no reason given"
    number = _number(answer, described)
    said = f"{code}, AADSTS{number}" if number else code
    text = f"{provider} gives no access ({said}). {_cure(code, number, described)}."
    return CredentialFault(text, lasting=code not in _TEMPORARY)


def _number(answer: Mapping[str, Any], described: str) -> int:
    codes = answer.get("error_codes")
    if isinstance(codes, list) and codes and isinstance(codes[0], int):
        return codes[0]
    found = re.search(r"AADSTS(\d{4,8})", described)
    return int(found[1]) if found else 0


def _cure(code: str, number: int, described: str) -> str:
    if number in _MICROSOFT:
        return _MICROSOFT[number]
    if code == "invalid_grant" and not number:
        for words, cure in _GOOGLE:
            if words.search(described):
                return cure
    if code in _ERRORS:
        return _ERRORS[code]
    return f"See https://login.microsoftonline.com/error?code={number}" if number else "See docs/providers.md"
