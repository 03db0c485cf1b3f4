"""What the recipient of a letter may be told.

All else is taken out of it before a word is written, so that no template, ours or an operator's, can tell it.
"""

from dataclasses import replace

from notifications.rendering.links import LEFT_OUT
from screening.model.decision import (
    IN_BULK,
    AgencyFinding,
    Decision,
    Disclosure,
    EntryStatus,
    JudgedFile,
    Param,
    Reason,
    ReplyPlan,
    Role,
    Template,
    Verdict,
)
from screening.model.letter import Letter, Standing
from screening.model.submission import Content, File, FileType, Parsed, Submission

NOTICES = frozenset({Template.CHANGED, Template.CONFIRM, *IN_BULK})
"""Letters that answer nothing their recipient wrote."""

_KEPT = frozenset({Template.LATE, Template.ENQUIRY, Template.ANSWER})
"""Kinds that a letter may show also to who is told less than all."""

_FROM_MAIL = frozenset({"received", "others", "links", "detail"})
"""What reasons give of a mail's own words: its files' names, and names in its text."""

_FILLED = File("", 0, "", FileType.OTHER)
"""Stands for a file of which a guest may know no more than that its role is filled."""


def wrote(letter: Letter) -> bool:
    """Whether the mail that the letter is about came from the letter's recipient."""
    return letter.to.lower() == letter.submission.parsed.sender.address.lower()


def told(letter: Letter) -> Letter:
    """`letter` as its recipient may know it.

    Full: all, but for words of another's mail, and names of its files where it is answered. Guest: his
    own files, what became of each, and which roles the entry lacks. Neutral: that his mail came, when, with
    which files, and under which number; the same whatever the state of any entry. What a person writes to
    somebody in a letter of its own he reads, whoever he is.
    """
    if letter.disclosure is Disclosure.FULL:
        return letter if wrote(letter) and letter.template not in NOTICES else _without_words(letter)
    is_guest = letter.disclosure is Disclosure.GUEST
    return Letter(
        template=letter.template if letter.template in _KEPT else Template.HELD,
        to=letter.to,
        reference=letter.reference,
        status=EntryStatus.HELD,
        submission=_own_mail(letter),
        decision=_own_files(letter, is_guest=is_guest),
        first_received_at=letter.submission.received_at,
        written_at=letter.written_at,
        form=_filled(letter, letter.form) if is_guest else None,
        deck=_filled(letter, letter.deck) if is_guest else None,
        disclosure=letter.disclosure,
        thread=letter.thread,
        words=letter.words if letter.template is Template.ANSWER else "",
        until=letter.until,
    )


def _without_words(letter: Letter) -> Letter:
    """Founders may see everything of their entry, and nothing that another one has them read from us.

    Whose address a stranger has put into his Reply-To is a founder too, and never wrote: of an answer to
    somebody else's mail no name of a file is told either. A notice names them, so that he knows them again.
    """
    parsed = replace(letter.submission.parsed, subject="", text="", quoted="")
    if letter.template in NOTICES:
        return replace(letter, submission=replace(letter.submission, parsed=parsed), words="", beside=())
    parsed = replace(parsed, files=tuple(map(_nameless, parsed.files)))
    return replace(
        letter,
        submission=replace(letter.submission, parsed=parsed),
        decision=_wordless(letter.decision),
        beside=tuple(replace(each, decision=_wordless(each.decision)) for each in letter.beside),
        form=letter.form and replace(letter.form, file=_nameless(letter.form.file)),
        deck=letter.deck and replace(letter.deck, file=_nameless(letter.deck.file)),
    )


def _wordless(decision: Decision) -> Decision:
    reasons = tuple(
        replace(each, params={name: _untold(each, name) for name in each.params}) for each in decision.reasons
    )
    return replace(decision, reasons=reasons)


def _nameless(file: File) -> File:
    ending = "" if file.type is FileType.OTHER else f".{file.type.value}"
    return replace(file, name=f"{LEFT_OUT}{ending}")


def _untold(reason: Reason, name: str) -> Param:
    """What a reason says of a thing, unless the mail itself says it; other entries' numbers are ours."""
    told = reason.params[name]
    if name not in _FROM_MAIL or not told or reason.code == "entry-ambiguous":
        return told
    return [LEFT_OUT] if isinstance(told, list) else LEFT_OUT


def _own_mail(letter: Letter) -> Submission:
    """The mail as its writer knows it; of one that the recipient did not write, neither names nor ids."""
    submission, parsed = letter.submission, letter.submission.parsed
    his = wrote(letter)
    files = tuple(
        File(file.name if his else "", file.size, file.sha256, file.type, content=Content())
        for file in submission.files
    )
    known = Parsed(files=files)
    if his:
        known = Parsed(
            message_id=parsed.message_id,
            in_reply_to=parsed.in_reply_to,
            references=parsed.references,
            sender=parsed.sender,
            files=files,
        )
    return Submission(submission.digest, 0, submission.received_at, known, time_told=submission.time_told)


def _own_files(letter: Letter, *, is_guest: bool) -> Decision:
    judged = {each.sha256: each for each in letter.decision.files}
    files = []
    for sha256 in (file.sha256 for file in letter.submission.files):
        one = judged.get(sha256, JudgedFile(sha256, Role.OTHER, passes=False))
        files.append(JudgedFile(sha256, one.role, one.passes and is_guest, aside=one.aside and is_guest))
    verdict = letter.decision.verdict if is_guest else Verdict.HELD
    return Decision(verdict, (), AgencyFinding(), tuple(files), change=None, reply=ReplyPlan())


def _filled(letter: Letter, standing: Standing | None) -> Standing | None:
    """That a role is filled, and whether by the guest's own file; not by which file, nor since when."""
    if standing is None:
        return None
    own = {file.sha256: file for file in letter.submission.files}
    is_new = standing.is_new and standing.file.sha256 in own
    return Standing(_FILLED, letter.submission.received_at, is_new=is_new)
