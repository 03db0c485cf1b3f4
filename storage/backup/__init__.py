"""Copies of records and files, and the way back."""
