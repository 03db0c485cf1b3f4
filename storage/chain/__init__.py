"""The event chain, the counters under whose lock it grows, and the timeline read from it."""
