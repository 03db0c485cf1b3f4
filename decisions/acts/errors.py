"""Why an act is not done. Nothing is changed then."""

from storage.errors import StorageError


class ActRefusedError(StorageError):
    """The act does not fit what it is to be done about: the message says why, and what fits."""


class StaleError(ActRefusedError):
    """Something came, or was done, after what the person had seen."""


class UnreadError(Exception):
    """The judgement goes through a message that has not been read: read it, and begin again."""

    def __init__(self, message_id: int) -> None:
        super().__init__(f"message {message_id} is to be read")
        self.message_id = message_id
