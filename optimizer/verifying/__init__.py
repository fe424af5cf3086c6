"""Re-checking: whether a plan, read back from its file, keeps every sentence, in exact arithmetic."""
