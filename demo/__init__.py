"""The demonstration: sample mails, and servers of its own to send them through."""
