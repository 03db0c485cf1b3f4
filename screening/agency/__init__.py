"""Which local government body a message speaks for."""
