"""Whether the From domain is proven, or disproven, by what our own server found out."""

from datetime import UTC, datetime

import pytest

from screening.domains import is_registrys, organisation
from screening.model.submission import Address, Authentication, Parsed, Submission
from screening.sender import is_authenticated, is_disproven


def sent(seen: Authentication, sender: str = "a@mail.b.go.th") -> Submission:
    return Submission("0" * 64, 1, datetime(2023, 7, 1, tzinfo=UTC), Parsed(sender=Address(sender)), seen)


def spf(domain: str, outcome: str = "pass", dmarc: str = "") -> Authentication:
    return Authentication(dmarc, outcome, (), domain)


def dkim(*domains: str, spf: str = "", dmarc: str = "") -> Authentication:
    return Authentication(dmarc, spf, domains)


@pytest.mark.parametrize(
    "seen",
    [
        Authentication("pass"),
        dkim("mail.b.go.th"),
        dkim("b.go.th"),
        dkim("list.example", "b.go.th"),
        dkim("b.go.th", spf="fail"),
        spf("mail.b.go.th"),
        spf("b.go.th"),
        # The domain publishes no policy: as if nobody had asked for one.
        spf("b.go.th", dmarc="none"),
        dkim("b.go.th", dmarc="none"),
    ],
)
def test_dmarc_an_aligned_signature_or_aligned_spf_proves_the_sender(seen: Authentication) -> None:
    assert is_authenticated(sent(seen))
    assert not is_disproven(sent(seen))


@pytest.mark.parametrize(
    "seen",
    [
        Authentication(),
        Authentication("", "pass"),  # for the HELO name alone
        spf("evil.example"),
        spf("other.go.th"),
        spf("xb.go.th"),
        spf("mail.b.go.th.evil.example"),
        spf("x.mail.b.go.th"),  # below the sender's domain, not above it
        spf("b.go.th", outcome="softfail"),
        spf("b.go.th", outcome="none"),
        spf("b.go.th", dmarc="temperror"),
        spf("b.go.th", dmarc="fail"),
        dkim("b.go.th", dmarc="fail"),
        dkim("evil.example"),
        # A registry's: everybody may have a name below it.
        spf("go.th"),
        spf("th"),
        dkim("go.th"),
        dkim("th"),
        dkim(""),
        dkim("."),
        dkim(".go.th"),
    ],
)
def test_nothing_else_does(seen: Authentication) -> None:
    assert not is_authenticated(sent(seen))


def test_nobody_is_proven_by_a_registrys_name_even_his_own() -> None:
    assert not is_authenticated(sent(dkim("co.uk"), "a@co.uk"))
    assert not is_authenticated(sent(spf("co.uk"), "a@b.co.uk"))
    assert is_authenticated(sent(spf("b.co.uk"), "a@b.co.uk"))
    assert not is_authenticated(sent(spf("com"), "a@gmail.com"))
    assert is_authenticated(sent(spf("gmail.com"), "a@gmail.com"))
    assert not is_authenticated(sent(Authentication("", "pass"), "nobody"))


@pytest.mark.parametrize(
    ("seen", "disproven"),
    [
        (Authentication("fail", "pass", (), "b.go.th"), True),
        (Authentication("", "fail"), True),
        (dkim("evil.example", spf="fail"), True),
        (dkim("go.th", spf="fail"), True),
        (dkim("b.go.th", spf="fail"), False),
        (Authentication("none", "fail"), False),
        (Authentication("", "softfail"), False),
    ],
)
def test_only_a_failure_disproves_him(seen: Authentication, disproven: bool) -> None:
    assert is_disproven(sent(seen)) is disproven


@pytest.mark.parametrize(
    "domain", ["th", "go.th", "in.th", "mi.th", "or.th", "co.uk", "com.au", "ne.jp", "com", ""]
)
def test_registries(domain: str) -> None:
    assert is_registrys(domain)


@pytest.mark.parametrize(
    "domain", ["b.go.th", "dla.go.th", "gmail.com", "moi.th", "in.gr", "co.example", "a.b.co.uk"]
)
def test_organisations(domain: str) -> None:
    assert not is_registrys(domain)


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("imap.dga.or.th", "dga.or.th"),
        ("dga.or.th", "dga.or.th"),
        ("mx.google.com", "google.com"),
        ("a.b.co.uk", "b.co.uk"),
        ("localhost", "localhost"),
    ],
)
def test_whose_a_host_is(host: str, whose: str) -> None:
    assert organisation(host) == whose
