"""Reporting: from a verified plan to tables, files, one summary document and terminal text, in Chinese and English."""
