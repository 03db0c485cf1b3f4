"""Who hears what: a letter as its reader reads it tells nobody more than he may know."""

import re
from typing import ClassVar

from model.kinds import Sent
from model.letters import NOTICES, Due, is_digest, numbers_in, readable, secrets_of, squeezed, words_of
from model.table import Who
from model.trust import Trust
from servers.installation import message_id, parsed, text_of
from servers.mails import NAMES, sender
from servers.smtp_script import Received

from screening.model.decision import Disclosure


class Hearing(Trust):
    """What must hold of the mails at the sink. `neutral` is what strangers read, by their occasion."""

    neutral: ClassVar[dict[object, str]] = {}

    def letters_tell_nobody_more_than_he_may_know(self) -> None:
        for mail in self.sink.mails[self.read :]:
            name = message_id(mail.data)
            if is_digest(name):
                self._tells_numbers_alone(mail)
            else:
                self._goes_where_it_should(mail, self.due[name])
                self._tells_no_more(mail, self.due[name])
        self.read = len(self.sink.mails)

    def _tells_numbers_alone(self, mail: Received) -> None:
        """One letter in place of many: nothing in it comes from a mail. An agency's name comes
        out of the register, and stands in it for those who may hear all.
        """
        (to,) = mail.recipients
        mine = {name: row for name, row in self.rows.items() if row.reply.to == to}
        full = {name for name, row in mine.items() if row.reply.disclosure is Disclosure.FULL}
        known = words_of(each for each in self.sent.values() if to in (each.writer, each.to))
        leaked = self._told_by(mail, known + "".join(NAMES[self.sent[name].number] for name in full))
        assert not leaked, f"a digest tells {to} of {leaked}"
        assert numbers_in(readable(mail.data)) <= {row.reference for row in mine.values()}

    def _goes_where_it_should(self, mail: Received, due: Due) -> None:
        sent, (to,) = self.sent[due.name], mail.recipients
        if due.template in NOTICES:
            assert to == sender(sent.number)
            return
        assert to == sent.to
        thread = str(parsed(mail)["In-Reply-To"] or "")
        mine = {due.name, *self.due} if due.by_person else {due.name if to == sent.writer else ""}
        assert thread in mine, thread
        if sent.act and sent.act.who is Who.STRANGER and self.rows[due.name].reply.disclosure == "neutral":
            self._tells_nothing_of_the_entry(mail, due, sent)

    def _tells_nothing_of_the_entry(self, mail: Received, due: Due, sent: Sent) -> None:
        """Whatever the state of the entry, on one occasion and day all strangers read the same."""
        text = squeezed(text_of(mail))
        # The longest first: a file's name holds the agency's.
        for secret in sorted(secrets_of(sent.raw, sent.number), key=len, reverse=True):
            text = text.replace(secret, "")
        text = re.sub(r"[0-9]+", "", text)
        brought = (bool(sent.act and sent.act.form), bool(sent.act and sent.act.deck))
        day = parsed(mail)["Date"].datetime.date()
        occasion = (due.template, *brought, sent.to == sent.writer, sent.received, day)
        first = self.neutral.setdefault(occasion, text)
        assert first == text, f"{sent.act}: {first} {text}"

    def _tells_no_more(self, mail: Received, due: Due) -> None:
        """To the founder, and to the office, what concerns their agency; to others, what they wrote."""
        sent, (to,) = self.sent[due.name], mail.recipients
        insider = due.template in NOTICES or sent.act is None or sent.act.who in (Who.FOUNDER, Who.OFFICE)
        theirs = {
            name: each
            for name, each in self.sent.items()
            if each.writer == to or (insider and each.number == sent.number)
        }
        # A third person, whom the writer has answered in his place, hears what files came, and no names.
        hashes = f"{sent.act.form} {sent.act.deck}" if sent.act else ""
        leaked = self._told_by(mail, words_of(theirs.values()) + hashes)
        assert not leaked, f"{sent.act} tells {to} of {leaked}"
        own = {self.rows[name].reference for name in (*theirs, due.name) if name in self.rows}
        typed = {number for each in theirs.values() for number in numbers_in(readable(each.raw))}
        told = numbers_in(readable(mail.data)) - own - typed
        assert not told, f"{sent.act} tells {to} of {told}"

    def _told_by(self, mail: Received, known: str) -> set[str]:
        """What a letter tells of anybody's mail beside what its reader knows."""
        said = squeezed(readable(mail.data))
        people = [each for each in self.sent.values() if each.verdict != "ignored"]
        secrets = {secret for each in people for secret in secrets_of(each.raw, each.number)}
        return {secret for secret in secrets if secret in said and secret not in known}
