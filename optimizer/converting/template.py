"""The template of an instance: a small region with invented numbers that can be checked and solved as it stands.

A city with two counties and two townships, four facilities, five resources, and a plan of six sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from models.instance import Vocabulary
from optimizer.converting.as_folder import clause_lines, policy_text, settings_text
from optimizer.converting.examples import EXAMPLES
from optimizer.converting.pages import CODE_COLUMNS, code_rows
from optimizer.converting.readme_sheet import column_rows
from optimizer.converting.toml_text import toml_lines
from optimizer.reading.policy_file import HEADER_KEYS, Document, make_document
from optimizer.reading.policy_file import Header as Head
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import SETTINGS_KEYS, Settings
from optimizer.reading.text import read_toml
from optimizer.reporting.words import say

POLICY = "my-plan"
TITLES = {"zh": "示例市", "en": "Example City"}

DATA = Path(__file__).with_name("template_files")
"""The tables, and the clauses of the policy."""

OPTIONAL = {"extends": ["zhejiang-145"], "hold_within": {"cost": Decimal("0.01")}}
"""Keys of a policy that the template shows as comments."""


def template_files(vocabulary: Vocabulary, lang: str) -> dict[str, bytes]:
    """Path inside the folder → content of every file; comments and the readme are in the language ``lang``."""
    files = {
        "README.md": _readme(vocabulary, lang),
        SETTINGS_FILE: _settings(lang),
        f"policies/{POLICY}.toml": _policy(lang),
    }
    files |= {f"{name}.csv": "\ufeff" + (DATA / f"{name}.csv").read_text(encoding="utf-8") for name in TABLES}
    return {name: text.encode("utf-8") for name, text in files.items()}


def _settings(lang: str) -> str:
    sources = {f"{name}.csv": say("wb_template_source", lang) for name in TABLES}
    settings = Settings(TITLES["zh"], POLICY, TITLES["en"], 2025, 2030, "CNY", Fraction(10), sources)
    comments = {key: say(f"wb_instance_{key}", lang) for key in SETTINGS_KEYS if key != "sources"}
    return settings_text(settings, {**comments, "sources": say("wb_sources_text", lang)})


def _document(lang: str) -> Document:
    values: dict[str, object] = {
        "policy": POLICY,
        "title": say("wb_template_plan", lang),
        "goals": ["principle", "fairness", "anticipated+guiding", "strive", "cost", "stability"],
        "fairness_in": "county",
    }
    file = f"policies/{POLICY}.toml"
    tables = [(table, None) for table in read_toml(DATA / "clauses.toml")["clause"]]
    return make_document(POLICY, file, {key: Head(value, file) for key, value in values.items()}, tables, file, {})


def _policy(lang: str) -> str:
    """The policy, with what else could stand in it as comments."""
    comments = {key: say(f"wb_policy_{key}", lang) for key in HEADER_KEYS}
    head, first, clauses = policy_text(_document(lang), comments).partition("\n[[clause]]")
    others = [f"# {comments[key]}\n# {line}\n" for key, line in zip(OPTIONAL, toml_lines(OPTIONAL), strict=True)]
    return f"{head}{''.join(others)}{first}{clauses}\n{_commented_examples(lang)}"


def _commented_examples(lang: str) -> str:
    lines = [say("wb_template_examples", lang)]
    for number, (phrase, keys) in enumerate(EXAMPLES, 1):
        lines += ["", *clause_lines({"id": f"EXAMPLE-{number}", "name": say(phrase, lang), **keys})]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _readme(vocabulary: Vocabulary, lang: str) -> str:
    """What to do with the files, what the columns of the tables mean, and the standard names."""
    head = [say(f"wb_readme_{name}", lang) for name in ("file", "column", "needed", "meaning")]
    rows = [(f"{sheet}.csv", *cells) for sheet, *cells in column_rows(lang) if sheet in TABLES]
    lines = [f"# {TITLES[lang]}", "", say("wb_readme_folder", lang), say("wb_readme_empty", lang), ""]
    lines += [*_markdown(head, rows), "", f"## {say('wb_readme_codes', lang)}", ""]
    return "\n".join([*lines, *_markdown(CODE_COLUMNS, code_rows(vocabulary))]) + "\n"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
