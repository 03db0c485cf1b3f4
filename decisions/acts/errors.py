"""Why an act is not done. Nothing is changed then."""

from collections.abc import Sequence

from decisions.acts.refusals.refusal import Refusal, Slot
from storage.errors import StorageError


class ActRefusedError(StorageError):
    """The act does not fit what it is to be done about: `why` says what fits, with `slots` filled in and a
    line for each that is `listed`. Its text is for a terminal; pages tell it by `review.refused`.
    """

    def __init__(self, why: Refusal, listed: Sequence[str] = (), **slots: Slot) -> None:
        super().__init__("\n".join([why.in_terminal(slots), *listed]))
        self.why = why
        self.listed = listed
        self.slots = slots


class StaleError(ActRefusedError):
    """Something came, or was done, after what the person had seen."""


class UncutError(Exception):
    """A file is to be erased out of a message: cut it out, and begin again."""

    def __init__(self, message_id: int, sha256: str) -> None:
        super().__init__(f"message {message_id} is to be cut")
        self.message_id = message_id
        self.sha256 = sha256


class UnreadError(Exception):
    """The judgement goes through a message that has not been read: read it, and begin again."""

    def __init__(self, message_id: int) -> None:
        super().__init__(f"message {message_id} is to be read")
        self.message_id = message_id
