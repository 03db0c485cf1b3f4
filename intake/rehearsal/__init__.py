"""`intake rehearse`: sample mails through the real mailbox, judged, answered, taken away."""
