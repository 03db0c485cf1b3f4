"""What people write about an entry that stands: its founder, and who else has heard of it."""

from collections.abc import Iterable

from hypothesis.stateful import precondition, rule
from model.cast import Brings, Target, official, written
from model.promises import Promises
from model.scenes import FORGER, FOUNDER, GUEST, OFFICE, OWN, STRANGER, Scene
from model.table import Tie, Who

from storage.states import OutboxState


class Others(Promises):
    """The cast, each rule one mail."""

    @precondition(lambda self: self.stands)
    @rule(scene=FOUNDER)
    def the_founder_writes_again(self, scene: Scene) -> None:
        self.people_write([scene])

    @precondition(lambda self: self.stands)
    @rule(scene=OFFICE)
    def the_office_writes(self, scene: Scene) -> None:
        self.people_write([scene])

    @precondition(lambda self: self.stands)
    @rule(scene=GUEST)
    def somebody_who_was_shown_our_letter_writes(self, scene: Scene) -> None:
        self.people_write([scene])

    @precondition(lambda self: self.stands)
    @rule(scene=STRANGER)
    def a_stranger_writes(self, scene: Scene) -> None:
        self.people_write([scene])

    @precondition(lambda self: self.stands)
    @rule(scene=FORGER)
    def a_forger_writes(self, scene: Scene) -> None:
        self.people_write([scene])

    def people_write(self, scenes: Iterable[Scene]) -> None:
        """Each his mail, where there is an entry for it and, if he is to answer one, a letter."""
        for scene in scenes:
            outside = scene.who in (Who.STRANGER, Who.FORGER)
            target = self.entry(scene.which, letter=scene.tie is Tie.LETTER, ruled=outside)
            if target and self._tells_something(scene, target):
                to = self._new("third") if scene.how == "for a third" else ""
                office = official(target.number) if scene.how == "as the office" else ""
                address = self._new("person") if office in ("", *self._strangers()) else office
                self.write(scene, target, address=address, reply_to=to)

    def _tells_something(self, scene: Scene, target: Target) -> bool:
        """Not so: a copy of files that never came; and what founder or office send anew a second time, which
        is about the number that the first has got if it was another work, and no table of one entry says so.
        """
        if scene.who is Who.STRANGER:
            return True
        if scene.tie is Tie.NOTHING:
            anew = (each.act for each in self.sent.values() if each.act and each.act.tie is Tie.NOTHING)
            if any(act.about == target.name and act.who is not Who.STRANGER for act in anew):
                return False
        return scene.brings is not Brings.FOUNDERS_SET or self.sent[target.name].verdict == "accepted"

    @precondition(lambda self: any(map(self._has_a_letter, self.rows)))
    @rule(scene=OWN)
    def a_stranger_answers_our_letter_to_himself(self, scene: Scene) -> None:
        """Files only where files are held already: with those in a thread of words he enters himself."""
        mine = list(filter(self._has_a_letter, self.rows))
        name = mine[scene.which % len(mine)]
        first, row = self.sent[name], self.rows[name]
        words = scene.brings in (Brings.WORDS, Brings.THANKS)
        if first.act and (words or (first.act.deck and row.verdict == "held")):
            reference = self.stands[first.act.about].reference
            target = Target(first.act.about, first.number, reference, row.reply.message_id)
            self.write(scene, target, address=first.writer, again=name)

    def write(self, scene: Scene, target: Target, **more: str) -> None:
        slug = f"m{len(self.sent)}"
        self.deliver(written(slug, scene.who, scene.tie, scene.brings, target, late=scene.late, **more))

    def _new(self, name: str) -> str:
        """Somebody who has not written before: what one sender gets at most is another matter."""
        return f"{name}{len(self.sent)}@elsewhere.example"

    def _strangers(self) -> set[str]:
        return {each.writer for each in self.sent.values() if each.act and each.act.who is Who.STRANGER}

    def _has_a_letter(self, name: str) -> bool:
        """Whether a stranger's first mail was answered to himself, and the answer has not come back."""
        sent, reply = self.sent[name], self.rows[name].reply
        first = sent.act is not None and sent.act.who is Who.STRANGER and sent.act.tie is not Tie.OWN
        arrived = reply.state is OutboxState.SENT and reply.message_id not in self.returned
        return first and arrived and sent.to == sent.writer
