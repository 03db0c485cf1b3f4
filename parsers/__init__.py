"""Bytes to facts: raw mail becomes a `screening.model.submission.Parsed`, in a child process with limits."""
