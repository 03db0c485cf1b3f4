"""Why an act is not done. Nothing is changed then."""

from storage.errors import StorageError


class ActRefusedError(StorageError):
    """The act does not fit what it is to be done about: the message says why, and what fits."""


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
