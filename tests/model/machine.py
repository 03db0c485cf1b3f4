"""Whatever happens in whatever order, the records say what a plain table says."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from model.kinds import Kind, again, bounce, completion, fresh
from model.promises import Promises, answered
from servers.installation import FOLDERS, message_id

from ingest.steps import Step
from notifications.transport import TransportError
from storage import outbox
from storage.engine import writing
from storage.errors import UnknownStep
from storage.states import ALLOWED, OutboxState, OutboxStep

ELSEWHERE = "อื่น ๆ"
HOURS = [-48, -1, 1, 2, 24]

_SENDING = [Step.ATTEMPTING, Step.DELIVERED, Step.SENT]
_LOOKING = [step for step in Step if step not in _SENDING]
Times = st.sampled_from([1, 1, 2])
DiesLooking = st.tuples(st.sampled_from(_LOOKING), Times) | st.none()
DiesSending = st.tuples(st.sampled_from(_SENDING), Times) | st.none()
Kinds = st.lists(st.sampled_from(Kind), min_size=2, max_size=4)
Fault = st.none() | st.sampled_from(["450", "550", "421", "before_final", "after_final"])
Index = st.integers(0, 1000)


class Intake(Promises):
    """All that may happen."""

    def teardown(self) -> None:
        try:
            self._all_comes_right()
        finally:
            self.life.end()
            self.sink.stop()
            self.folder.cleanup()

    # What people and machines write.

    # No life is without mail, and none without a chance to die over it.
    @initialize(kinds=Kinds, looking=DiesLooking, sending=DiesSending, fault=Fault)
    def the_first_day_passes(
        self,
        kinds: list[Kind],
        looking: tuple[Step, int] | None,
        sending: tuple[Step, int] | None,
        fault: str | None,
    ) -> None:
        self.a_day_passes(kinds, looking, sending, fault)

    @rule(kinds=Kinds, looking=DiesLooking, sending=DiesSending, fault=Fault)
    def a_day_passes(
        self,
        kinds: list[Kind],
        looking: tuple[Step, int] | None,
        sending: tuple[Step, int] | None,
        fault: str | None,
    ) -> None:
        self.somebody_writes(kinds)
        self.the_daemon_looks(looking)
        self.the_daemon_looks(None)
        self.the_daemon_sends(sending, fault)

    @rule(kinds=Kinds)
    def somebody_writes(self, kinds: list[Kind]) -> None:
        for kind in kinds:
            number = next(self.numbers)
            self.deliver(fresh(kind, number), number)

    @precondition(lambda self: self.known)
    @rule(index=Index)
    def an_applicant_completes_his_entry(self, index: int) -> None:
        lacking = [name for name, (verdict, _) in self.known.items() if verdict == "rejected"]
        if lacking:
            name = lacking[index % len(lacking)]
            answering = self.our_reply_to(name) or name
            self.deliver(
                completion(self.agencies[name], f"c{len(self.sent)}", answering), self.agencies[name]
            )

    @precondition(lambda self: self.known)
    @rule(index=Index)
    def an_applicant_sends_the_same_again(self, index: int) -> None:
        whole = [name for name, (verdict, _) in self.known.items() if verdict == "accepted"]
        whole = [name for name in whole if name.startswith("<entry-")]
        if whole:
            number = self.agencies[whole[index % len(whole)]]
            self.deliver(again(number, f"a{len(self.sent)}"), number)

    @precondition(lambda self: self.sink.mails)
    @rule(index=Index, status=st.sampled_from(["5.1.1", "5.2.2"]))
    def a_reply_comes_back(self, index: int, status: str) -> None:
        mail = self.sink.mails[index % len(self.sink.mails)]
        number = self.agencies[answered(mail.data)]
        self.deliver(bounce(number, f"b{len(self.sent)}", message_id(mail.data), status), number)

    # What staff do in the mailbox and to the replies.

    @precondition(lambda self: self.sent)
    @rule(index=Index)
    def staff_put_an_old_mail_back(self, index: int) -> None:
        name = sorted(self.sent)[index % len(self.sent)]
        self.installation.deliver(self.sent[name].raw)

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
            OutboxStep.RELEASE: outbox.release,
            OutboxStep.RETRY: outbox.retry,
            OutboxStep.DROP: outbox.drop,
        }[step]
        legal = self.states[number] in ALLOWED[step]
        try:
            with writing(self.life.parts.engine) as session:
                row = act(session, number, "staff", self.life.now())
                if step is OutboxStep.RETRY:
                    self.excused[answered(row.data or b"")] += 2
            assert legal
        except UnknownStep:
            assert not legal

    # What the daemon does, and what befalls it.

    @rule(dies=DiesLooking)
    def the_daemon_looks(self, dies: tuple[Step, int] | None) -> None:
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
    def the_daemon_sends(self, dies: tuple[Step, int] | None, fault: str | None) -> None:
        before, self.life.fatal = len(self.sink.mails), dies
        self._break(fault)
        try:
            lived = self.life.send()
        except TransportError:
            lived = True
        self.sink.heal()
        self.deaths += not lived
        # Taken by the server, and the daemon cannot know: one repeat of each such mail is right.
        came = [answered(mail.data) for mail in self.sink.mails[before:]]
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
        self.every_message_has_one_row_with_its_verdict()
        self.replies_go_their_legal_way_and_never_to_a_machine()
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
