"""The judgement: pure functions from facts to a decision. No I/O, no clock, no randomness, no SQL."""
