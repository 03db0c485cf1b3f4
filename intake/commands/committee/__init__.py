"""Commands for what goes before the head and the committee."""
