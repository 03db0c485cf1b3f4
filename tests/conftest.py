"""What these tests work with: the whole program, and the real servers around it."""

from servers.fixtures import installation, mail_server, parser, polls, postgres, program, s3

__all__ = ["installation", "mail_server", "parser", "polls", "postgres", "program", "s3"]
