"""`read_only` with `[replies] mode = "off"`: the live mailbox is looked at and nothing else."""

from imapclient import IMAPClient
from servers.installation import Installation, message_id
from servers.mails import entry, form, mail

MAILS = (entry(0), mail(1, [form(1)]), mail(2, [], subject="ตอบกลับอัตโนมัติ", text="ลาพักร้อน"))


def test_a_dry_run_leaves_the_mailbox_as_it_was_and_mails_nobody(installation: Installation) -> None:
    installation.deliver(*MAILS)
    installation.configure(
        mailbox={"read_only": True},
        replies={"mode": "off"},
        # A login that would need its password, were anything to be sent.
        smtp={"username": "intake"},
    )
    with installation.dovecot.client() as staff:
        staff.select_folder("INBOX")
        staff.add_flags([1], [b"\\Seen", b"\\Flagged"])
        before = state(staff)
        installation.run_once()
        installation.run_once()
        assert state(staff) == before
    assert installation.sink.connections == 0

    rows = {row["message_id"]: row for row in installation.log_json()}
    entered, incomplete, away = (rows[message_id(raw)] for raw in MAILS)
    assert (entered["verdict"], entered["reply"]["template"]) == ("accepted", "acknowledgement")
    assert (incomplete["verdict"], incomplete["reply"]["template"]) == ("rejected", "correction")
    assert entered["reply"]["suppressed"] == incomplete["reply"]["suppressed"] == "off"
    assert entered["reply"]["subject"].startswith("[DGTI-2566-0001]")
    assert (away["verdict"], away["reply"]["template"]) == ("ignored", None)
    installation.verify()


def test_what_was_queued_before_replies_were_turned_off_stays(installation: Installation) -> None:
    installation.deliver(entry(0))
    installation.sink.fail("rcpt", "451 4.3.0 later")
    installation.run_once()
    installation.configure(replies={"mode": "off"})
    installation.make_due()
    installation.run_once()
    assert installation.sink.mails == []
    assert [row["reply"]["state"] for row in installation.rows()] == ["pending"]

    installation.configure(replies={"mode": "send"})
    installation.run_once()
    assert installation.answered() == [message_id(entry(0))]


def test_who_wrote_during_a_dry_run_is_answered_once_the_organiser_says_so(
    installation: Installation,
) -> None:
    installation.deliver(*MAILS)
    installation.configure(mailbox={"read_only": True}, replies={"mode": "off"})
    installation.run_once()
    installation.configure(mailbox={"read_only": False}, replies={"mode": "send", "hold_first": 1})
    installation.run_once()
    assert installation.sink.mails == []
    assert [row["reply"]["state"] for row in installation.rows()][:2] == ["held", "held"]

    assert installation.intake("outbox", "release", "--all").returncode == 0
    installation.deliver(entry(3))
    installation.configure(replies={"hold_first": 0})
    installation.run_once()
    assert installation.answered() == [message_id(raw) for raw in (*MAILS[:2], entry(3))]
    installation.verify()


def state(staff: IMAPClient) -> dict[str, object]:
    """Everything that a client can see: folders, their counts, and each message's flags and UID."""
    staff.noop()
    folders = sorted(name for _, _, name in staff.list_folders())
    return {
        "folders": folders,
        "status": [
            staff.folder_status(name, ["MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN"])
            for name in folders
        ],
        "flags": staff.fetch(staff.search(), ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]),
    }
