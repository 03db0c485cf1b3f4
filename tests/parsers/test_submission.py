"""When a message was received, and whose word is taken for it."""

from datetime import UTC, datetime, timedelta

import pytest

from parsers import authentication
from parsers.submission import assemble, check_received_at, own_stamp
from screening.model.submission import Authentication, Hop, Parsed, Submission
from settings.tables import Trust

NOON = datetime(2023, 7, 31, 5, 0, tzinfo=UTC)
TRUST = Trust(receiving_hosts=("mx.dga.or.th", "Store.dga.or.th"), authserv_id="mx.dga.or.th")


def minutes(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


def put_together(parsed: Parsed, internal_date: datetime | None = NOON) -> Submission:
    return assemble(
        parsed, digest="0" * 64, size=1, internal_date=internal_date, seen_at=minutes(60), trust=TRUST
    )


def test_the_earlier_of_the_servers_date_and_our_own_stamp_counts() -> None:
    early = put_together(Parsed(hops=(Hop("mx.dga.or.th", minutes(-5)),)))
    assert (early.received_at, early.own_stamp) == (minutes(-5), minutes(-5))
    assert put_together(Parsed(hops=(Hop("mx.dga.or.th", minutes(5)),))).received_at == NOON


def test_our_hosts_are_followed_down_to_the_first_that_took_the_message() -> None:
    hops = (
        Hop("store.dga.or.th", minutes(-1)),
        Hop("mx.dga.or.th", minutes(-9)),
        Hop("else.example", minutes(-30)),
    )
    assert put_together(Parsed(hops=hops)).received_at == minutes(-9)


@pytest.mark.parametrize(
    "hops",
    [
        (Hop("evil.example", minutes(-1)), Hop("mx.dga.or.th", minutes(-500))),
        (Hop("mx.dga.or.th", NOON), Hop("evil.example", minutes(-1)), Hop("mx.dga.or.th", minutes(-500))),
        (Hop("mx.dga.or.th", NOON), Hop("mx.dga.or.th", minutes(-500))),
    ],
)
def test_a_forged_stamp_in_our_hosts_name_does_not_count(hops: tuple[Hop, ...]) -> None:
    assert put_together(Parsed(hops=hops)).received_at == NOON


def test_a_domain_of_ours_stands_for_the_hosts_below_it_and_for_no_other() -> None:
    trust = Trust(receiving_hosts=(".mx.dga.or.th",))

    def earliest(*hops: Hop) -> datetime | None:
        return own_stamp(Parsed(hops=hops), trust)

    first, second = Hop("a.mx.dga.or.th", minutes(-1)), Hop("b.mx.dga.or.th", minutes(-9))
    assert earliest(first, second, Hop("else.example", minutes(-30))) == minutes(-9)
    assert earliest(first, second, Hop("a.mx.dga.or.th", minutes(-500))) == minutes(-9)
    assert earliest(Hop("mx.dga.or.th", minutes(-9))) is None
    assert earliest(Hop("evilmx.dga.or.th", minutes(-9))) is None


def test_the_date_header_decides_nothing() -> None:
    assert put_together(Parsed(date=minutes(-500))).received_at == NOON


def test_with_no_stamp_at_all_the_first_sight_counts() -> None:
    assert put_together(Parsed(), internal_date=None).received_at == minutes(60)


def test_a_message_in_a_file_is_received_as_told_or_stamped_or_dated_or_now() -> None:
    parsed = Parsed(hops=(Hop("x", None), Hop("y", minutes(2)), Hop("z", minutes(1))), date=minutes(3))
    assert check_received_at(parsed, minutes(9), NOON) == minutes(9)
    assert check_received_at(parsed, None, NOON) == minutes(2)
    assert check_received_at(Parsed(date=minutes(3)), None, NOON) == minutes(3)
    assert check_received_at(Parsed(), None, NOON) == NOON


OURS = (
    "mx.dga.or.th; dkim=pass (2048-bit) header.d=B.go.th header.s=x; "
    "spf=softfail smtp.mailfrom=a@b; dmarc=fail (p=none) header.from=b.go.th"
)


def test_the_results_of_our_own_server_are_read() -> None:
    assert authentication.read([OURS], "MX.dga.or.th") == Authentication("fail", "softfail", ("b.go.th",))


@pytest.mark.parametrize("authserv_id", ["", "other.example"])
def test_nobody_elses_results_are_believed(authserv_id: str) -> None:
    assert authentication.read([OURS], authserv_id) == Authentication()


def test_only_the_topmost_header_of_our_server_is_believed() -> None:
    forged = "mx.dga.or.th; dmarc=pass; dkim=pass header.d=b.go.th"
    assert authentication.read(["else; dmarc=pass", OURS, forged], "mx.dga.or.th").dmarc == "fail"


PASS, FAIL = "mx.dga.or.th; dmarc=pass", "mx.dga.or.th; dmarc=fail"


@pytest.mark.parametrize(
    "values,dmarc",
    [
        ([FAIL, PASS], "fail"),
        ([PASS, FAIL], "pass"),
        (["other.example; dmarc=fail", PASS], "pass"),
        (["other.example; dmarc=pass", FAIL], "fail"),
        (["other.example; dmarc=pass"], ""),
        (["mx.dga.or.th.evil.example; dmarc=pass"], ""),
        (["evil.example (mx.dga.or.th; dmarc=pass)"], ""),
        (["evil.example; mx.dga.or.th; dmarc=pass"], ""),
        (['"mx.dga.or.th;" evil.example; dmarc=pass'], ""),
        (["; mx.dga.or.th; dmarc=pass"], ""),
        (["mx.dga.or.th 1; dmarc=pass"], "pass"),
        (['"MX.dga.or.th" 1; dmarc=pass'], "pass"),
        (["(ours; really) mx.dga.or.th; dmarc=pass"], "pass"),
        (["mx.dga.or.th; auth=pass (dmarc=pass; x) smtp.auth=y"], ""),
        (["mx.dga.or.th; spf=pass smtp.mailfrom=dmarc=pass@x.example"], ""),
        # Each filter with a header of its own: a failure counts, a success further down may be forged.
        (["mx.dga.or.th; spf=pass", FAIL], "fail"),
        (["mx.dga.or.th; spf=pass", PASS], ""),
        ([], ""),
    ],
)
def test_whose_results_are_believed(values: list[str], dmarc: str) -> None:
    assert authentication.read(values, "mx.dga.or.th").dmarc == dmarc


@pytest.mark.parametrize(
    "value,expected",
    [
        ("mx.dga.or.th 1; none", Authentication()),
        ("mx.dga.or.th", Authentication()),
        ("mx.dga.or.th; dkim=pass header.i=@sub.b.go.th", Authentication(dkim_domains=("sub.b.go.th",))),
        ("mx.dga.or.th; dkim=fail header.d=b.go.th", Authentication()),
        ("mx.dga.or.th; DMARC=Pass", Authentication(dmarc="pass")),
        # A sender chooses his local part: it must neither add a result nor hide one.
        (
            'mx.dga.or.th; spf=pass smtp.mailfrom="x; dmarc=pass"@b.c; dmarc=fail',
            Authentication("fail", "pass", spf_domain="b.c"),
        ),
        (
            'mx.dga.or.th; spf=pass smtp.mailfrom="("@b.c; dmarc=fail (x)',
            Authentication("fail", "pass", spf_domain="b.c"),
        ),
        ('mx.dga.or.th; spf=pass (sender "x; dmarc=pass") y; dmarc=fail', Authentication("fail", "pass")),
        ("mx.dga.or.th; " + "(" * 2_000, Authentication()),
    ],
)
def test_odd_results_are_read_with_care(value: str, expected: Authentication) -> None:
    assert authentication.read([value], "mx.dga.or.th") == expected


@pytest.mark.parametrize(
    ("clause", "domain"),
    [
        ("spf=pass smtp.mailfrom=a@B.go.th", "b.go.th"),
        ("spf=pass smtp.mailfrom=b.go.th", "b.go.th"),
        ("spf=pass smtp.mailfrom=@b.go.th.", "b.go.th"),
        ("spf=pass smtp.mailfrom = <a@b.go.th>", "b.go.th"),
        ('spf=pass smtp.mailfrom="a"@b.go.th', "b.go.th"),
        ("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.go.th smtp.helo=mx.example", "b.go.th"),
        ("spf=pass smtp.helo=mx.example; spf=pass smtp.mailfrom=b.go.th", "b.go.th"),
        ("spf=pass smtp.helo=b.go.th", ""),
        ("spf=pass", ""),
        ("spf=pass smtp.mailfrom=", ""),
        ("spf=pass smtp.mailfrom=<>", ""),
        ('spf=pass smtp.mailfrom="" smtp.helo=b.go.th', ""),
        ("spf=softfail smtp.mailfrom=b.go.th", ""),
        ("spf=none smtp.helo=mx.example; spf=pass smtp.mailfrom=b.go.th", ""),
        ("spf=pass smtp.helo=mx.example; spf=fail smtp.mailfrom=b.go.th", ""),
        ("spf=pass smtp.mailfrom=a@evil.example smtp.mailfrom=b.go.th", ""),
        # What a sender chose: his local part, his HELO, a comment.
        ("spf=pass smtp.mailfrom=b.go.th@evil.example", "evil.example"),
        ("spf=pass smtp.mailfrom=smtp.mailfrom=b.go.th@evil.example", "evil.example"),
        ('spf=pass smtp.mailfrom="b.go.th x"@evil.example', "evil.example"),
        ('spf=pass smtp.mailfrom="x smtp.mailfrom=b.go.th "@evil.example', "evil.example"),
        ('spf=pass smtp.mailfrom="a@b.go.th"@evil.example', "evil.example"),
        ("spf=pass (smtp.mailfrom=b.go.th) smtp.mailfrom=evil.example", "evil.example"),
        ("spf=pass smtp.helo=x-smtp.mailfrom=b.go.th", ""),
        ("spf=pass smtp.mailfrom=b.go.th/evil", ""),
    ],
)
def test_the_domain_that_spf_passed_for_is_the_envelopes(clause: str, domain: str) -> None:
    assert authentication.read([f"mx.dga.or.th; {clause}"], "mx.dga.or.th").spf_domain == domain


@pytest.mark.parametrize(
    "clause",
    [
        'dkim=pass header.i="a header.d=b.go.th "@evil.example',
        'dkim=pass reason="header.d=b.go.th" header.d=evil.example',
        "dkim=pass header.d=evil.example header.s=x-header.d=b.go.th",
        "dkim=pass header.i=header.d=b.go.th@evil.example",
    ],
)
def test_a_signer_chooses_no_domain_but_his_own(clause: str) -> None:
    read = authentication.read([f"mx.dga.or.th; {clause}"], "mx.dga.or.th")
    assert read.dkim_domains == ("evil.example",)


def test_what_spf_passed_for_is_believed_of_our_own_server_alone() -> None:
    results = "; spf=pass smtp.mailfrom=b.go.th"
    forged = [f"mx.dga.or.th{results.replace('b.go', 'c.go')}", "mx.dga.or.th; dmarc=none"]
    assert authentication.read([f"evil.example{results}"], "mx.dga.or.th").spf_domain == ""
    assert authentication.read(list(reversed(forged)), "mx.dga.or.th").spf_domain == ""
