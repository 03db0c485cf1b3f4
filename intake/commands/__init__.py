"""One module a command; each wires the parts and shows the outcome, and decides nothing itself."""
