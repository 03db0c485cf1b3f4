"""Empties the outbox over SMTP, and tells the organiser what cannot go out."""
