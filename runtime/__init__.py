"""What every step of the work is given: the opened parts of an installation."""
