"""Phrases of the page that is read in a browser: key, Chinese, English."""

PHRASES: tuple[tuple[str, str, str], ...] = ()  # fmt: skip
