"""What the documents say, as tables of exact values in one language; nothing here knows how a document looks."""
