"""How staff come in and go out: login, sessions, and what they had typed when one ended."""
