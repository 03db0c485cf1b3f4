"""A letter becomes a mail."""

from collections.abc import Callable

from notifications.errors import RenderError
from notifications.rendering.desk import Desk
from notifications.rendering.disclosure import NOTICES, told
from notifications.rendering.environment import stationery
from notifications.rendering.facts import facts_of, facts_of_digest
from notifications.rendering.mail import Automatic, message_id_for
from notifications.rendering.mailing import Envelope, mailed
from screening.model.decision import Disclosure, Template
from screening.model.letter import Digest, Letter, Rendered


def render(letter: Letter, desk: Desk) -> Rendered:
    """The finished mail for `letter`: the same bytes each time, with no more than its recipient may be told.

    Raises RenderError (one line for the organiser) when a template or text is broken, or the mail
    would not be what it is meant to be.
    """
    return _guarded(lambda: _rendered(told(letter), desk))


def render_digest(digest: Digest, desk: Desk) -> Rendered:
    """The finished mail that stands in place of many. Raises RenderError as `render` does."""
    return _guarded(lambda: _rendered_digest(digest, desk))


def _guarded(write: Callable[[], Rendered]) -> Rendered:
    try:
        return write()
    except RenderError:
        raise
    except Exception as error:  # no letter may ever stop the decision that it tells of
        raise RenderError(f"a letter could not be written: {type(error).__name__}: {error}") from error


def _rendered(letter: Letter, desk: Desk) -> Rendered:
    texts = stationery(desk.templates_dir).catalogue
    slots = {
        "th": facts_of(letter, desk, texts, "th"),
        "en": facts_of(letter, desk, texts, "en"),
    }
    is_full, by_person = letter.disclosure is Disclosure.FULL, letter.template is Template.ANSWER
    answered, references = _thread(letter)
    return mailed(
        desk,
        Envelope(
            kind=letter.template.value if is_full or by_person else letter.disclosure.value,
            to=letter.to,
            prefix=letter.reference,
            at=letter.written_at,
            message_id=message_id_for(
                letter.submission.digest, letter.template, desk.from_address, letter.to
            ),
            in_reply_to=answered,
            references=references,
            automatic=_automatic(letter.template),
        ),
        slots,
    )


def _automatic(kind: Template) -> Automatic:
    if kind is Template.ANSWER:
        return "no"
    return "auto-generated" if kind in NOTICES else "auto-replied"


def _rendered_digest(digest: Digest, desk: Desk) -> Rendered:
    slots = {"th": facts_of_digest(digest, desk, "th"), "en": facts_of_digest(digest, desk, "en")}
    # No entry's own number: an answer to this letter is an answer to none of them.
    prefix = digest.entries[0][0].rpartition("-")[0] if digest.entries else desk.contest
    kind = Template.DIGEST
    envelope = Envelope(
        kind=kind.value,
        to=digest.to,
        prefix=prefix,
        at=digest.written_at,
        message_id=message_id_for(digest.key, kind, desk.from_address, digest.to),
        automatic="auto-generated",
    )
    return mailed(desk, envelope, slots)


def _thread(letter: Letter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the mail answers, and what it continues: for others than the writer, our own letters to them."""
    if letter.thread or letter.template in NOTICES:
        return letter.thread[-1:], letter.thread
    parsed = letter.submission.parsed
    return (parsed.message_id,), (*(parsed.references or parsed.in_reply_to), parsed.message_id)
