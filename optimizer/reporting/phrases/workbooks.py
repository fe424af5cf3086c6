"""Phrases of templates and converted workbooks: key, Chinese, English."""

PHRASES: tuple[tuple[str, str, str], ...] = ()  # fmt: skip
