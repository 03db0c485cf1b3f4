"""A mail as it reads: our letters from their bytes, and what was read of a message."""

from email import message_from_bytes
from email.policy import default

from screening.model.submission import Submission


def letter_text(data: bytes) -> str:
    """A letter of ours: To, Subject, Date, and its plain text."""
    mail = message_from_bytes(data, policy=default)
    body = mail.get_body(preferencelist=("plain",))
    head = "\n".join(f"{name}: {mail[name]}" for name in ("To", "Subject", "Date"))
    return f"{head}\n\n{_lines(body.get_content()) if body else ''}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def message_text(submission: Submission) -> str:
    """What a message says: From, Subject, Date, its own words, its links and the names of its files."""
    parsed = submission.parsed
    head = [
        f"From: {parsed.sender.name} <{parsed.sender.address}>",
        f"Reply-To: {', '.join(each.address for each in parsed.reply_to)}" if parsed.reply_to else "",
        f"Subject: {parsed.subject}",
        f"Received: {submission.received_at.isoformat()}",
    ]
    more = [f"link: {link}" for link in parsed.links]
    more += [f"file: {file.name} ({file.type.value}, {file.size:,} B)" for file in parsed.files]
    return "\n".join([*filter(None, head), "", parsed.text, "", *more, "", parsed.problem]).rstrip()
