"""บัญชีรายชื่อ: the lists that the head signs, and what the next one would hold."""
