"""Which authserv-id is suggested, and which list is said to rewrite From, by the newest mails' headers."""

import time
from collections.abc import Sequence

import pytest

from ingest.senders import rewritten
from ingest.senders.authserv import Finding, Weight, examine
from ingest.senders.heads import VALUE_LIMIT, Head, read_head

HOST = "imap.dga.or.th"
RESULTS = "dmarc=pass header.from=b.go.th"
OURS = f"Authentication-Results: mx.dga.or.th; {RESULTS}"
FORGED = f"Authentication-Results: evil.example; {RESULTS}"
OWN = frozenset({"awards@dga.or.th", "box@dga.or.th"})


def head(*lines: str | bytes) -> Head:
    raw = b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return read_head(raw + b"\r\n\r\nAuthentication-Results: body.example; dmarc=pass\r\n")


def heads(line: str | bytes, count: int) -> list[Head]:
    return [head("Return-Path: <a@b.go.th>", line, "Subject: x")] * count


def stamps(some: Sequence[Head], configured: str = "") -> Finding:
    return examine(some, configured, HOST)


def test_the_name_on_top_of_most_mails_is_the_one_to_set() -> None:
    found = stamps([*heads(OURS, 18), *heads("X: y", 2)])
    assert found.weight is Weight.ADVICE
    assert found.text == (
        'mx.dga.or.th stands on top of 18 of the 20 newest mails: set [trust] authserv_id = "mx.dga.or.th",'
        " so that its results can prove a sender"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Authentication-Results: MX.dga.or.th; dmarc=none",
        "authentication-results:mx.dga.or.th 1; dkim=fail",
        'Authentication-Results: "mx.dga.or.th" ; spf=none',
        "Authentication-Results: (one (two; three) evil.example;) mx.dga.or.th; dmarc=pass",
        "Authentication-Results:\r\n\tmx.dga.or.th\r\n\t1;\r\n dmarc=pass",
        "Authentication-Results:\n mx.dga.or.th;\n dmarc=pass",
        f"ARC-Authentication-Results: i=1; evil.example; {RESULTS}\r\n{OURS}",
        f"X-Authentication-Results: evil.example; {RESULTS}\r\n{OURS}",
        f"Subject: x\r\n {FORGED}\r\n{OURS}",
        f"{OURS}\r\n{FORGED}\r\n{FORGED}",
    ],
)
def test_the_topmost_header_is_read_however_it_is_written(line: str) -> None:
    assert 'set [trust] authserv_id = "mx.dga.or.th"' in stamps(heads(line, 3)).text


def test_a_forged_header_below_ours_never_counts() -> None:
    both = heads(f"{OURS}\r\n{FORGED}", 20)
    assert "evil" not in stamps(both).text
    assert stamps(both, "mx.dga.or.th").weight is Weight.FINE
    assert stamps(both, "evil.example").weight is Weight.WRONG


@pytest.mark.parametrize(
    ("ours", "others", "suggested"), [(2, 1, True), (14, 6, True), (13, 7, False), (10, 10, False)]
)
def test_less_than_two_thirds_is_no_suggestion(ours: int, others: int, suggested: bool) -> None:
    found = stamps([*heads(OURS, ours), *heads(FORGED, others)])
    assert found.weight is Weight.ADVICE
    assert ('set [trust] authserv_id = "mx.dga.or.th"' in found.text) is suggested
    if not suggested:
        assert f"mx.dga.or.th {ours}, evil.example {others}" in found.text
        assert "ask the mail's administrator" in found.text


def test_a_stranger_name_is_not_set_without_asking() -> None:
    found = stamps(heads(FORGED, 20))
    assert "not named like imap.dga.or.th" in found.text
    assert "if the mail's administrator says that it is his server, set" in found.text


@pytest.mark.parametrize("line", ["Subject: x", f"ARC-Authentication-Results: i=1; evil.example; {RESULTS}"])
def test_a_server_that_stamps_nothing_needs_nothing(line: str) -> None:
    found = stamps([*heads(line, 18), *heads(FORGED, 2)])
    assert found.weight is Weight.FINE
    assert "writes no Authentication-Results on top of the 20 newest mails" in found.text
    assert "only by answering a letter of ours" in found.text
    assert "nothing needs to be set" in found.text


def test_results_that_name_no_server_cannot_be_believed() -> None:
    line = "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=b.go.th; dmarc=pass"
    found = stamps(heads(line, 20))
    assert found.weight is Weight.FINE
    assert "Exchange Online" in found.text


def test_few_mails_conclude_nothing() -> None:
    assert stamps([]) == Finding(
        "no mail yet to see by what the mail server stamps: try again when some has come"
    )
    for found in (stamps(heads(OURS, 2)), stamps(heads(OURS, 2), "typo.dga.or.th"), stamps([], "x.example")):
        assert found.weight is Weight.FINE
        assert "set [trust]" not in found.text


def test_a_configured_name_that_is_never_on_top_is_told() -> None:
    found = stamps(heads(OURS, 20), "mx.dga.or.ht")
    assert found.weight is Weight.WRONG
    assert "mx.dga.or.ht, which never stands on top of the 20 newest mails (mx.dga.or.th 20)" in found.text


def test_a_configured_name_that_is_there_is_well() -> None:
    found = stamps([*heads(OURS, 5), *heads("Authentication-Results: mx.dga.or.th; none", 3)], "MX.dga.or.th")
    assert found == Finding(
        "mx.dga.or.th stands on top of 8 of the 8 newest mails, 5 with results of dmarc, dkim or spf"
    )
    odd = heads("Authentication-Results: mx/1; dkim=none", 3)
    assert stamps(odd, "mx/1").weight is Weight.FINE


def test_a_header_without_results_that_we_use_is_told() -> None:
    silent = heads("Authentication-Results: mx.dga.or.th; auth=pass smtp.auth=dmarc", 20)
    assert stamps(silent, "mx.dga.or.th").weight is Weight.WRONG
    for found in (stamps(silent, "mx.dga.or.th"), stamps(silent)):
        assert "says nothing of dmarc, dkim or spf" in found.text
        assert "set [trust]" not in found.text


HOSTILE = [
    b"Authentication-Results: \x1b[31mred.example; dmarc=pass",
    b'Authentication-Results: "evil.example; [bold]x"; dmarc=pass',
    "Authentication-Results: ยืนยัน.example; dmarc=pass".encode(),
    b"Authentication-Results: =?utf-8?q?evil=2Eexample?=; dmarc=pass",
    b"Authentication-Results: <script>; dmarc=pass",
    b"Authentication-Results: a" + b"a" * 300 + b".example; dmarc=pass",
    b"Authentication-Results: -evil.example; dmarc=pass",
    b"Authentication-Results: ; evil.example; dmarc=pass",
    b"Authentication-Results:",
    b"Authentication-Results: " + b"(" * 100_000,
    b"Authentication-Results: " + b'"\\' * 50_000 + b"; evil.example; dmarc=pass",
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_of_a_mail_are_shown(line: bytes) -> None:
    found = stamps(heads(line, 20))
    assert found.text.isascii() and found.text.isprintable()
    assert not any(word in found.text for word in ("evil", "red", "bold", "script", "aaaa"))
    assert len(found.text) < 500


def test_a_name_that_only_looks_like_our_own_words_is_told_as_a_name() -> None:
    assert 'authserv_id = "none"' in stamps(heads("Authentication-Results: none; dmarc=pass", 3)).text


def test_a_huge_header_costs_nothing_and_hides_nothing_above_it() -> None:
    huge = [
        b"X: " + b"a" * 1_000_000,
        b"Authentication-Results: x.example;" + b"\r\n a=b;" * 200_000,
        b"Subject: x" + b"\r\n\t" * 400_000,
        b"\r" * 1_000_000,
        b"a\n" * 500_000,
    ]
    pieces = b"Subject: x" + b"\n\t" * 40_000
    began = time.process_time()
    for _ in range(40):
        assert head(pieces, OURS) == {}  # it lies below what is looked at
    for line in huge:
        found = head(OURS, line)
        assert found["authentication-results"] == f"mx.dga.or.th; {RESULTS}"
        assert all(len(value) <= VALUE_LIMIT for value in head(line, OURS).values())
    assert time.process_time() - began < 60  # two seconds on a slow core; what grows with the square, hours


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["From: A via B <awards@DGA.or.th>", "List-Id: Our <awards.dga.or.th>"], "List-Id awards.dga.or.th"),
        (["From: awards@dga.or.th", "List-Id: awards.dga.or.th"], "List-Id awards.dga.or.th"),
        (['From: "a@b.go.th <y@z>" <box@dga.or.th>', "X-Original-From: A <a@b.go.th>"], "X-Original-From"),
        (["From: box@dga.or.th", "Original-From: A <a@b.go.th>"], "X-Original-From"),
        (["From: box@dga.or.th", "List-Id: <\x1b[31mevil [bold]>"], "a List-Id that cannot be shown"),
    ],
)  # fmt: skip
def test_a_list_that_rewrites_from_is_named_with_its_cure(lines: list[str], sign: str) -> None:
    found = rewritten.examine([head(*lines), *heads(OURS, 9)], OWN)
    assert found.weight is Weight.WRONG
    assert found.text.startswith(f"1 of the 10 newest mails have an address of ours in From ({sign} 1): ")
    assert all(word in found.text for word in ("held", "ignored", "from_is_list", "[trust] own_lists"))
    assert found.text.isprintable()


def test_a_reply_to_of_somebody_else_may_be_a_forgers() -> None:
    found = rewritten.examine([head("From: box@dga.or.th", "Reply-To: Awards <a@b.go.th>")], OWN)
    assert found.weight is Weight.ADVICE
    assert "Reply-To of somebody else 1" in found.text


@pytest.mark.parametrize(
    "lines",
    [
        ["From: a@b.go.th", "List-Id: <awards.dga.or.th>", "Reply-To: c@d.go.th"],
        ["From: awards@dga.or.th"],
        ["From: awards@dga.or.th", "Reply-To: box@dga.or.th", "X-Original-From: awards@dga.or.th"],
        ["From: awards@dga.or.th", "Reply-To: a@b.go.th", "X-Intake-Contest: dgti-2566"],
        ['From: "awards@dga.or.th via <box@dga.or.th>" <a@b.go.th>', "List-Id: <x.y>"],
        ["From: awards@dga.or.th via B <a@b.go.th>", "List-Id: <x.y>"],
        ["From: awards@dga.or.th.evil.example", "List-Id: <x.y>"],
        ["List-Id: <x.y>"],
        ["From:"],
    ],
)
def test_other_mail_is_nothing_to_tell(lines: list[str]) -> None:
    assert rewritten.examine([head(*lines)], OWN).weight is Weight.FINE
