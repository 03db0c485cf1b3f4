"""Zips: the pack for the committee, the evidence of one entry, the whole contest."""
