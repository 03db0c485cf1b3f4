"""Entries, what was decided about them, and how they stood at any point."""
