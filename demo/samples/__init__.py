"""The mails of the demonstration: made by code, each with the judgement that it must get."""

from pathlib import Path

from demo.samples.catalogue import samples
from demo.samples.sample import Sample

REGISTER = Path(__file__).parent / "register.csv"
"""A small register of agencies, most of them invented, in the form of `[agencies] register`."""

__all__ = ["REGISTER", "Sample", "samples"]
