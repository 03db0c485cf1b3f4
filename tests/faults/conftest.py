"""The whole program, and the real servers around it."""

from servers.fixtures import installation, mail_server, program

__all__ = ["installation", "mail_server", "program"]
