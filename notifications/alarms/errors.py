"""What can go wrong with telling."""


class NotDelivered(Exception):
    """A notice that did not reach the organiser; the text says why, and never holds the address."""
