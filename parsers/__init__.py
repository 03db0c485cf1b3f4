"""Bytes to facts: raw mail becomes a `screening.submission.Parsed`, in a child process with limits."""
