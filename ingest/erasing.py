"""What erasing a file needs beside the records: mails without it, and the disk without both."""

from pathlib import Path

from loguru import logger

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_files
from decisions.acts.refusals.refusal import Both
from ingest.reading import aside, raw_of, submission_of, with_tombs
from parsers.placeholder import NAME, hash_of_placeholder
from parsers.process import Parser
from runtime.faults import OUR_FAULTS
from runtime.parts import Parts
from screening.model.submission import File, Submission
from storage.erasing import finishing
from storage.milestones import ActMilestone, reached
from storage.tables import Message

_LIES_IN = {
    "archive": Both("ไฟล์บีบอัด", "an archive"),
    "tnef": Both("winmail.dat", "winmail.dat"),
    "forwarded": Both("อีเมลที่แนบมา", "a mail or a wrapping that was attached"),
}


def cut_out(
    parts: Parts, parser: Parser, message: Message, sha256: str, came: Submission, *, keep: bool
) -> tuple[str, str]:
    """The hash under which a message is kept, and that of the same without one of its files; `keep`: it lies
    in the store then.

    It is read again before: all else must be found in it as before, or nothing is erased. Raises
    ActRefusedError then, and OUR_FAULTS.
    """
    raw, _ = raw_of(parts, message)
    kept = parts.files.raw.checkout(raw)
    with kept as path, parts.files.work() if keep else aside() as folder, aside() as found:
        cut = parser.cut(path, folder, sha256)
        if not cut or not _is_the_same(parts, parser, message, folder / cut, found, sha256, came):
            raise _cannot(message, sha256, came)
        if keep:
            parts.files.raw.keep(folder / cut, cut)
            reached(ActMilestone.CUT)
    return raw, cut


def finish(parts: Parts) -> None:
    """Takes off the disk what is erased and still there; after a fault of ours the next look tries again."""
    try:
        if done := finishing.finish(parts.engine, parts.files, parts.judge.clock()):
            logger.info("{} erased files are off the disk", done)
    except OUR_FAULTS as error:
        logger.error("an erased file is not off the disk yet, which is tried again: {}", error)


def _is_the_same(
    parts: Parts, parser: Parser, message: Message, cut: Path, folder: Path, sha256: str, came: Submission
) -> bool:
    """Whether the cut mail says what the whole one says, with the placeholder where the file was."""
    parsed = with_tombs(parts, message.digest, parser.parse(cut, folder))
    read = submission_of(parts, message, parsed)
    wanted = [hash_of_placeholder(sha256) if _is_it(each, sha256) else each.sha256 for each in came.files]
    named = all(file.name == NAME for file in read.files if file.sha256 == hash_of_placeholder(sha256))
    return [each.sha256 for each in read.files] == wanted and named and _rest(read) == _rest(came)


def _is_it(file: File, sha256: str) -> bool:
    return file.sha256 == sha256 and not file.content.erased


def _rest(read: Submission) -> tuple[object, ...]:
    """What a mail says beside its files. The rows of what was uuencoded in its text are no words of it."""
    parsed = read.parsed
    coded = any(file.origin == "uuencode" for file in read.files)
    words = () if coded else (parsed.text, parsed.quoted, parsed.links)
    head = (
        parsed.message_id,
        parsed.sender,
        parsed.subject,
        parsed.headers,
        parsed.hops,
        parsed.enclosed_ids,
    )
    return head, words, parsed.bounce, read.received_at


def _cannot(message: Message, sha256: str, came: Submission) -> ActRefusedError:
    origins = sorted({file.origin for file in came.files if file.sha256 == sha256} & set(_LIES_IN))
    thai = " · ".join(_LIES_IN[each].thai for each in origins)
    english = " · ".join(_LIES_IN[each].english for each in origins)
    lies = Both(f" (อยู่ใน{thai})", f" (it lies in {english})") if origins else Both("", "")
    return ActRefusedError(of_files.NOT_CUT, message=message.id, lies=lies, digest=message.digest)
