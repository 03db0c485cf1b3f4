"""Answers to applicants: texts of reasons, letters, and the mail they go out as."""
