"""Phrases of Word and Excel documents: key, Chinese, English."""

PHRASES: tuple[tuple[str, str, str], ...] = ()  # fmt: skip
