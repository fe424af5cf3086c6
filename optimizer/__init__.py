"""Reading, solving, verifying and reporting: from the files of a region to a proposal that was re-checked exactly.

    import optimizer as opt

    instance = opt.read("shulan")
    result = opt.solve(instance, policy="shulan-145")
    result.counties        # pandas DataFrame

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.interface import Result, check, read, solve, verify
    from optimizer.problems import InputError, OwnFaultError, Problem

_HOMES = {
    "read": "optimizer.interface",
    "solve": "optimizer.interface",
    "check": "optimizer.interface",
    "verify": "optimizer.interface",
    "Result": "optimizer.interface",
    "InputError": "optimizer.problems",
    "OwnFaultError": "optimizer.problems",
    "Problem": "optimizer.problems",
}

__all__ = ["InputError", "OwnFaultError", "Problem", "Result", "check", "read", "solve", "verify"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'optimizer' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
