"""The first configuration: what is asked, how each answer is tried, and how it is written down."""
