"""How a document of plain JSON values is written."""

from __future__ import annotations

import json


def json_text(document: object) -> str:
    """A document as the text of a JSON file."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
