"""A sender whom our own server reports as failing: held, and nobody is answered, by the whole program."""

import json

from servers.installation import Installation
from servers.mails import entry

OURS = "Authentication-Results: mx.dga.or.th"
CASES: tuple[tuple[tuple[str, ...], bool], ...] = (
    ((f"{OURS}; dmarc=fail (p=none)\r\n header.from=office.example",), True),
    ((f"{OURS} 1;\r\n\tspf=fail\r\n\tsmtp.mailfrom=office.example",), True),
    ((f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"), True),
    (("Authentication-Results: relay.example; dmarc=pass", f"{OURS}; dmarc=fail"), True),
    (('Authentication-Results: (x) "mx.dga.or.th"; dmarc=fail',), True),
    ((f"{OURS}; spf=fail; dkim=pass header.d=elsewhere.example",), True),
    ((f"{OURS}; spf=fail; dkim=pass header.d=office.example",), False),
    (("Authentication-Results: evil.example; dmarc=fail",), False),
    ((f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"), False),
    ((f"{OURS}; spf=softfail; dmarc=none",), False),
    ((f"{OURS}; dmarc=temperror",), False),
    # A local part that reads as results once it is decoded as words of a subject are.
    ((f"{OURS}; spf=pass smtp.mailfrom==?utf-8?q?x=3B_dmarc=3Dpass_?=@evil.example; dmarc=fail",), True),
    (("X-Authentication-Results: mx.dga.or.th; dmarc=fail",), False),
    ((), False),
)
"""Headers on top of an entry, and whether it must be held."""


def test_only_what_our_own_server_says_on_top_counts(installation: Installation) -> None:
    installation.configure(trust={"authserv_id": "mx.dga.or.th"})
    folder = installation.folder / "mails"
    folder.mkdir()
    for number, (lines, _) in enumerate(CASES):
        head = "".join(f"{line}\r\n" for line in lines).encode()
        (folder / f"{number:02}.eml").write_bytes(head + entry(number))
    printed = installation.intake("check", "--json", str(folder)).stdout.splitlines()
    for row, (lines, held) in zip(map(json.loads, printed), CASES, strict=True):
        codes = {reason["code"] for reason in row["reasons"]}
        assert ("sender-unverified" in codes) is held, lines
        assert row["verdict"] == ("held" if held else "accepted"), lines
        assert row["reply"]["suppressed"] == ("unverified" if held else None), lines
