"""The judgement: pure functions from facts to a decision. No I/O, no clock, no randomness, no SQL."""

from screening.case import keys_of
from screening.judge import decide

__all__ = ["decide", "keys_of"]
