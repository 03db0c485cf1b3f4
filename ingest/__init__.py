"""The shell: the mailbox, the schedule, the steps of a message, and the command line that wires them."""
