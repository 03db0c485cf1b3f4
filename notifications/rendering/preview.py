"""Writes sample letters to look at: `python -m notifications.rendering.preview config.toml FOLDER`."""

import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from notifications.errors import RenderError
from notifications.rendering.check import check_templates
from notifications.rendering.desk import Desk, desk_of
from notifications.rendering.render import render, render_digest
from notifications.rendering.samples import sample_digest, sample_letters
from screening.words.visible import visible
from settings import ConfigError, load


def write_preview(desk: Desk, folder: Path) -> list[Path]:
    """Writes every sample letter under `desk` as .txt and .html into `folder`; the paths written.

    Raises RenderError when a letter cannot be written, OSError when the folder cannot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    mails = [(name, render(letter, desk)) for name, letter in sample_letters(desk)]
    for name, rendered in [*mails, ("digest", render_digest(sample_digest(desk), desk))]:
        mail = message_from_bytes(rendered.data, policy=SMTP)
        for part, suffix in zip(mail.iter_parts(), (".txt", ".html"), strict=True):
            if isinstance(part, EmailMessage):
                path = folder / f"{name}{suffix}"
                path.write_bytes(part.get_content().replace("\r\n", "\n").encode())
                written.append(path)
    return written


def main(arguments: list[str]) -> int:
    """0 when all was written; 1 with the problems of the templates; 2 when used otherwise."""
    if len(arguments) != 2:
        sys.stderr.write("use: python -m notifications.rendering.preview CONFIG.toml FOLDER\n")
        return 2
    try:
        desk = desk_of(load(Path(arguments[0])))
        for path in write_preview(desk, Path(arguments[1])):
            sys.stdout.write(f"{visible(str(path))}\n")
    except ConfigError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return 2
    except RenderError:
        sys.stderr.write(visible("\n".join(check_templates(desk))) + "\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{visible(arguments[1])}: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
