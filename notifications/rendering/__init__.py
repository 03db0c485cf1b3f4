"""A letter becomes a mail: facts, texts and templates in, bytes out."""
