"""ระบบ: whether the machine works, and what a person may ask of it."""
