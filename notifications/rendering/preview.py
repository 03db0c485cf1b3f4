"""Sample letters to look at."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from notifications.rendering.desk import Desk
from notifications.rendering.render import render, render_digest
from notifications.rendering.samples import sample_digest, sample_letters
from screening.model.letter import Rendered


def sample_mails(desk: Desk) -> Iterator[tuple[str, Rendered]]:
    """A letter of every kind under `desk`, with a name that says what it shows. Raises RenderError."""
    for name, letter in sample_letters(desk):
        yield name, render(letter, desk)
    yield "digest", render_digest(sample_digest(desk), desk)


def write_preview(desk: Desk, folder: Path) -> list[Path]:
    """Writes every sample letter under `desk` as .txt and .html into `folder`; the paths written.

    Raises RenderError when a letter cannot be written, OSError when the folder cannot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rendered in sample_mails(desk):
        mail = message_from_bytes(rendered.data, policy=SMTP)
        for part, suffix in zip(mail.iter_parts(), (".txt", ".html"), strict=True):
            if isinstance(part, EmailMessage):
                path = folder / f"{name}{suffix}"
                path.write_bytes(part.get_content().replace("\r\n", "\n").encode())
                written.append(path)
    return written
