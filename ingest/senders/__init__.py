"""What the mail server writes on top of a mail about its sender, and what to set because of it."""
