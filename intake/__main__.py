"""`python -m intake` is `intake`."""

from intake.main import main

main()
