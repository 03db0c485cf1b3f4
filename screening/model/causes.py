"""Why a letter does not go out by itself."""

from enum import StrEnum


class Cause(StrEnum):
    """What stops a letter, or makes it wait; the words stand in the records and in the JSON.

    A record of another version of the program may hold a word that is not among them: it becomes a cause of
    that name, which is shown as it is and equals none of these.
    """

    # The rules': for good.
    AUTOMATIC = "automatic"  # a machine wrote
    UNVERIFIED = "unverified"  # the sender's own domain disowns the mail
    JUNK = "junk"
    NO_ADDRESS = "no-address"
    BOUNCED = "bounced"  # the address has sent our mail back
    CONVERSATION = "conversation"  # the thread has got its answer of the day
    REPEATED = "repeated"  # the same has been said already
    THANKS = "thanks"  # nothing is to be said
    CAPPED = "capped"  # the address has got its number of the day
    # The rules': until a person lets the letter go.
    OFF = "off"  # `[replies] mode`
    APPROVAL = "approval"  # `[replies] mode`
    EARLY = "early"  # the mail came before the opening
    OLD = "old"  # the mail came before `[replies] answer_received_after`
    BREAKER = "breaker"  # too many answers in an hour, perhaps a loop
    MANY = "many"  # too many at once to one address: a digest goes instead
    # The outbox's.
    FIRST = "first"  # `[replies] hold_first`
    RESTORED = "restored"  # the records came back from a backup: it may have gone out before that
    RENDER_FAILED = "render-failed"
    SUPERSEDED = "superseded"  # a later message or judgement has made it pointless
    DROPPED = "dropped"  # by a person
    # Where no letter is due.
    UNDECIDED = "undecided"
    REPROCESSED = "reprocessed"  # judged again, and nobody was to hear of that

    @property
    def waits(self) -> bool:
        """Whether a letter that the rules stop for this waits in the outbox for a person."""
        return self in _WAITING

    @classmethod
    def _missing_(cls, value: object) -> "Cause | None":
        if not isinstance(value, str) or not value:
            return None
        other = str.__new__(cls, value)
        other._name_ = other._value_ = value
        return other


_WAITING = frozenset({Cause.OFF, Cause.APPROVAL, Cause.EARLY, Cause.OLD, Cause.BREAKER, Cause.MANY})
