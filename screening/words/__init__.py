"""How people write names, dates and short answers."""
