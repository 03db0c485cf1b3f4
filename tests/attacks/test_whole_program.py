"""A few of the tries against the whole program: a real Dovecot, the daemon, and what it sent."""

from servers.installation import Installation, message_id, parsed, text_of
from servers.mails import entry, form, mail, presentation, sender

STRANGER, SERVER = "mallory@evil.example", "mx.dga.or.th"


def of_the_stranger(raw: bytes, number: int) -> bytes:
    return raw.replace(sender(number).encode(), STRANGER.encode())


def test_a_number_a_forged_result_and_a_forged_from_change_nothing(installation: Installation) -> None:
    installation.configure(trust={"authserv_id": SERVER})
    proved = f"Authentication-Results: {SERVER}; dmarc=pass header.from=office.example\r\n".encode()
    denied = proved.replace(b"pass", b"fail")
    installation.deliver(proved + entry(1))
    installation.run_once()
    (acknowledged,) = installation.sink.mails
    number = "DGTI-2566-0001"
    installation.deliver(
        of_the_stranger(mail(1, [presentation(2)], slug="number", subject=f"Re: {number}"), 1),
        # The forger's own result stands below the one of our server.
        denied + proved + mail(1, [presentation(3)], slug="forged", subject=f"Re: {number}"),
        of_the_stranger(mail(1, [form(1)], slug="thread", answering=message_id(entry(1))), 1),
    )
    installation.run_once()
    first, *others = installation.log_json()
    assert (first["reference"], first["entry_status"]) == (number, "complete")
    assert {row["verdict"] for row in others} == {"held"}
    assert number not in {row["reference"] for row in others}
    for letter in installation.sink.mails[1:]:
        if parsed(letter)["To"] == STRANGER:
            assert first["files"][0]["sha256"] not in text_of(letter) or "thread" in letter.data.decode()
            assert number not in letter.data.decode()
    installation.deliver(
        proved + mail(1, [presentation(4)], slug="own", answering=str(parsed(acknowledged)["Message-ID"]))
    )
    installation.run_once()
    (own,) = (row for row in installation.log_json() if "own-1" in row["message_id"])
    assert (own["reference"], own["verdict"], own["writer"]["grade"]) == (number, "accepted", "proven")
    installation.verify()
