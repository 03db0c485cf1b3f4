"""Whatever happens in whatever order, the records say what a plain table says."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from model.cast import MOST, SHARED
from model.deeds import DEEDS, Deed, Deeds
from model.kinds import Kind, bounce, fresh
from model.scenes import SOME, Index, Scene
from servers.installation import FOLDERS, message_id
from servers.mails import sender

from notifications.transport import TransportError
from storage.engine import writing
from storage.errors import UnknownStep
from storage.milestones import Milestone
from storage.outbox import replies
from storage.states import ALLOWED, OutboxState, OutboxStep

ELSEWHERE = "อื่น ๆ"
HOURS = [-48, -1, 1, 2, 24]

_SENDING = [Milestone.ATTEMPTING, Milestone.DELIVERED, Milestone.SENT]
_LOOKING = [step for step in Milestone if step not in (*_SENDING, Milestone.COPIED)]
Times = st.sampled_from([1, 1, 2])
DiesLooking = st.tuples(st.sampled_from(_LOOKING), Times) | st.none()
DiesSending = st.tuples(st.sampled_from(_SENDING), Times) | st.none()
Kinds = st.lists(st.sampled_from(Kind), min_size=1, max_size=2)
Founding = st.tuples(st.sampled_from([Kind.ENTRY, Kind.FORM_ALONE]), Kinds).map(
    lambda both: [both[0], *both[1]]
)
Fault = st.none() | st.sampled_from(["450", "550", "421", "before_final", "after_final"])


class Intake(Deeds):
    """All that may happen."""

    def teardown(self) -> None:
        try:
            self._all_comes_right()
        finally:
            self.life.end()
            self.sink.stop()
            self.folder.cleanup()

    # What people and machines write.

    # No life is without an entry, without others who write about it, or a chance to die over its mail.
    @initialize(
        kinds=Founding,
        looking=DiesLooking,
        sending=DiesSending,
        fault=Fault,
        deeds=DEEDS,
        scenes=SOME,
    )
    def the_first_day_passes(
        self,
        kinds: list[Kind],
        looking: tuple[Milestone, int] | None,
        sending: tuple[Milestone, int] | None,
        fault: str | None,
        deeds: list[Deed],
        scenes: list[Scene],
    ) -> None:
        self.a_day_passes(kinds, looking, sending, fault)
        self.the_records_say_what_the_tables_say()
        self.people_write(scenes)
        self.a_person_acts(deeds)

    @rule(kinds=Kinds, looking=DiesLooking, sending=DiesSending, fault=Fault)
    def a_day_passes(
        self,
        kinds: list[Kind],
        looking: tuple[Milestone, int] | None,
        sending: tuple[Milestone, int] | None,
        fault: str | None,
    ) -> None:
        self.somebody_writes(kinds)
        self.the_daemon_looks(looking)
        self.the_daemon_looks(None)
        self.the_daemon_sends(sending, fault)

    @rule(kinds=Kinds)
    def somebody_writes(self, kinds: list[Kind]) -> None:
        for kind in kinds:
            number = next(self.shared if kind in (Kind.SHARED, Kind.LINKED) else self.numbers)
            if number < MOST + SHARED:
                self.deliver(fresh(kind, number))

    @precondition(lambda self: self.sink.mails)
    @rule(index=Index, status=st.sampled_from(["5.1.1", "5.2.2"]), true=st.sampled_from([True, True, False]))
    def a_letter_comes_back(self, index: int, status: str, true: bool) -> None:
        """If it is not true, a stranger says so of the founder, of whom he knows no more than the address."""
        mail = self.sink.mails[index % len(self.sink.mails)]
        name, (to,) = message_id(mail.data), mail.recipients
        if name in self.answered:
            return  # it has arrived
        number = self.sent[self.due[name].name].number if name in self.due else 0
        self.returned.add(name)
        to = to if true or to == sender(number) else sender(number)
        self.deliver(bounce(number, f"b{len(self.sent)}", name, status, to, true=to in mail.recipients))

    # What staff do in the mailbox and to the replies.

    @precondition(lambda self: self.sent)
    @rule(index=Index)
    def staff_put_an_old_mail_back(self, index: int) -> None:
        name = sorted(self.sent)[index % len(self.sent)]
        self.lay_into_the_mailbox(self.sent[name])

    @precondition(lambda self: self.sent)
    @rule(index=Index, back=st.booleans(), remove=st.booleans())
    def staff_move_or_remove_a_mail(self, index: int, back: bool, remove: bool) -> None:
        with self.server.client() as client:
            folders = ["INBOX", ELSEWHERE, *FOLDERS.values()]
            folder = folders[index % len(folders)]
            if not client.folder_exists(folder):
                return
            client.select_folder(folder)
            uids = client.search()[:1]
            if uids and remove:
                client.delete_messages(uids)
                client.expunge()
            elif uids:
                target = "INBOX" if back and folder != "INBOX" else ELSEWHERE
                if not client.folder_exists(target):
                    client.create_folder(target)
                client.move(uids, target)

    @precondition(lambda self: self.states)
    @rule(index=Index, step=st.sampled_from([OutboxStep.RELEASE, OutboxStep.RETRY, OutboxStep.DROP]))
    def staff_act_on_a_reply(self, index: int, step: OutboxStep) -> None:
        number = sorted(self.states)[index % len(self.states)]
        act = {
            OutboxStep.RELEASE: replies.release,
            OutboxStep.RETRY: replies.retry,
            OutboxStep.DROP: replies.drop,
        }[step]
        legal = self.states[number] in ALLOWED[step]
        try:
            with writing(self.life.parts.engine) as session:
                row = act(session, self.life.parts.contest, number, "staff", self.life.now())
                if step is OutboxStep.RETRY:
                    self.excused[row.rfc_message_id] += 2
                    self.retried.add(number)
            assert legal
        except UnknownStep:
            assert not legal

    # What the daemon does, and what befalls it.

    @rule(dies=DiesLooking)
    def the_daemon_looks(self, dies: tuple[Milestone, int] | None) -> None:
        there = self.inbox()
        self.life.fatal = dies
        if self.life.poll():
            self.must |= there
        else:
            self.deaths += 1
        # What staff did not move, the daemon did: it must be recorded, even if the daemon died.
        for folder, names in self.installation.folders().items():
            self.must.update(names if folder not in ("INBOX", ELSEWHERE) else [])

    @rule(dies=DiesSending, fault=Fault)
    def the_daemon_sends(self, dies: tuple[Milestone, int] | None, fault: str | None) -> None:
        before, self.life.fatal = len(self.sink.mails), dies
        self._break(fault)
        try:
            lived = self.life.send()
        except TransportError:
            lived = True
        self.sink.heal()
        self.deaths += not lived
        # Taken by the server, and the daemon cannot know: one repeat of each such mail is right.
        came = [message_id(mail.data) for mail in self.sink.mails[before:]]
        self.excused.update(came[:1] if fault == "after_final" else [])
        self.excused.update([] if lived else came[-1:])

    @rule(hours=st.sampled_from(HOURS))
    def the_clock_is_set(self, hours: int) -> None:
        self.life.ahead += timedelta(hours=hours)

    def _all_comes_right(self) -> None:
        """Left in peace, the daemon finishes all that it has seen."""
        self.life.fatal = None
        for _ in range(2):
            self.the_daemon_looks(None)
            self.the_clock_is_set(48)
            self.the_daemon_sends(None, None)
        self.the_records_say_what_the_tables_say()
        assert self.inbox() == set()
        assert not {OutboxState.PENDING, OutboxState.ATTEMPTING} & set(self.states.values())

    def _break(self, fault: str | None) -> None:
        if fault in ("450", "550"):
            self.sink.fail("rcpt", f"{fault} not now")
        elif fault == "421":
            self.sink.fail("mail", "421 not now")
        elif fault == "before_final":
            self.sink.drop("before_final")
        elif fault == "after_final":
            self.sink.drop("after_final")
