"""What the reading of mail itself may meet."""


class ParserUnavailableError(Exception):
    """A fault of our own, not of the message: it stays as it is and is tried again."""

    temporary = True
