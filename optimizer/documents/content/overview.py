"""The front of a document: what was planned for whom, how it ended, and what it means in a few sentences and totals."""
