"""ตัวเลข: what the contest comes to so far."""
