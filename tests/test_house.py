"""The house: data flows one way, every module says what it decides, heavy libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*ROOT.glob("models/**/*.py"), *ROOT.glob("optimizer/**/*.py")])


def name(path: Path) -> str:
    """The path from the root, as a test id."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_each_module_says_in_one_sentence_what_it_decides(path: Path) -> None:
    """The first line of a module is one whole sentence."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text
    first = text.split("\n\n")[0]
    assert first.rstrip().endswith((".", ":")), first


def test_models_know_nothing_of_optimizer() -> None:
    """The mathematics imports neither the optimizer nor anything that reads, prints or commands."""
    forbidden = ("optimizer", "click", "rich", "pandas", "csv", "json", "pathlib")
    found = {
        (name(path), module)
        for path in MODULES
        if path.is_relative_to(ROOT / "models")
        for module in imports(path)
        if module.split(".")[0] in forbidden
    }
    assert found == set()


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("pyomo", {"models/program.py"}),
        (
            "highspy",
            {
                f"optimizer/solving/{name}.py"
                for name in ("worker", "steps", "narrowing", "evenness", "conflict", "facts", "floors", "model")
            }
            | {f"optimizer/solving/counties/{name}.py" for name in ("block", "master", "evenly")},
        ),
        ("pandas", {"optimizer/interface.py"}),
        ("networkx", {"optimizer/verifying/transport.py"}),
        ("distributed", {"optimizer/sweeping/cluster.py"}),
    ],
)
def test_a_heavy_library_has_one_home(library: str, homes: set[str]) -> None:
    """Pyomo, pandas, networkx and Dask are imported by one module each, HiGHS by the child process only."""
    assert {name(path) for path in MODULES if any(m.split(".")[0] == library for m in imports(path))} == homes


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("docx", {"optimizer/documents/word"}),
        ("lxml", {"optimizer/documents/word"}),
        ("xlsxwriter", {"optimizer/documents/excel", "optimizer/converting"}),
        ("jinja2", {"optimizer/documents/page"}),
    ],
)
def test_a_library_that_writes_documents_stays_in_its_room(library: str, rooms: set[str]) -> None:
    """Word, Excel and the page each have theirs; what a document says knows none of them."""
    found = {path for path in MODULES if any(m.split(".")[0] == library for m in imports(path))}
    assert {path.parent.relative_to(ROOT).as_posix() for path in found} == rooms


def test_what_documents_say_does_not_know_how_they_look() -> None:
    """The tables of content/ import no writer."""
    rooms = ("optimizer.documents.word", "optimizer.documents.excel", "optimizer.documents.page")
    content = [path for path in MODULES if path.is_relative_to(ROOT / "optimizer" / "documents" / "content")]
    assert content
    assert not {(name(path), m) for path in content for m in imports(path) if m.startswith(rooms)}


def test_the_re_check_shares_only_the_parsed_sentence_with_the_compiler() -> None:
    """Verification imports the records and tables of models and none of its selection, rows, bounds or goals."""
    shared = {"models.instance", "models.clause", "models.plan", "models.tables"}
    used = {
        module
        for path in MODULES
        if path.is_relative_to(ROOT / "optimizer" / "verifying")
        for module in imports(path)
        if module.split(".")[0] == "models"
    }
    assert used <= shared


def test_help_imports_none_of_the_heavy_libraries() -> None:
    """``allocare --help`` and ``allocare list`` load neither the solver's libraries nor those of documents."""
    script = (
        "import sys\n"
        "from optimizer import commandline\n"
        "sys.argv = ['allocare', *{arguments}]\n"
        "code = commandline._run()\n"
        "heavy = {{'pyomo', 'highspy', 'pandas', 'numpy', 'scipy', 'networkx'}} | ({extra})\n"
        "heavy |= {{'docx', 'lxml', 'xlsxwriter', 'jinja2'}}\n"
        "print('loaded', sorted(heavy & set(sys.modules)), code)\n"
    )
    heavier = [(["--help"], "{'rich', 'csv', 'json'}"), (["list", "--json"], "set()"), (["list"], "set()")]
    for arguments, extra in heavier:
        program = script.format(arguments=arguments, extra=extra)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
        assert done.stdout.splitlines()[-1] == "loaded [] 0"
