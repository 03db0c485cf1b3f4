"""What these tests work with: one mail server, and the program loaded once."""

from servers.fixtures import mail_server, program

__all__ = ["mail_server", "program"]
