"""The mailbox and the ledger agree, whatever staff do to the mail by hand."""

from servers.installation import Installation
from servers.mails import entry

STAYS = {f"{verdict}_folder": "" for verdict in ("accepted", "rejected", "held", "ignored")}


def test_mail_that_staff_take_away_is_no_difference_to_the_ledger(installation: Installation) -> None:
    installation.configure(mailbox=STAYS)
    installation.deliver(entry(0), entry(1))
    installation.run_once()
    installation.verify()
    with installation.dovecot.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([1])
        client.expunge()
    assert installation.intake("verify").returncode == 1
    installation.run_once()
    installation.verify()
    assert len(installation.log_json()) == 2
    assert len(installation.sink.mails) == 2
