"""`python -m ingest` is `intake`."""

from intake.main import main

main()
