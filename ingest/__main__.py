"""`python -m ingest` is `intake`."""

from ingest.cli import main

main()
