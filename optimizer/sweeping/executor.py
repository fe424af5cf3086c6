"""Where pieces of work are done side by side: in processes of this machine, or on a Dask cluster.

Both are a :class:`concurrent.futures.Executor`: what is submitted is a function of a module with arguments that can be
pickled, and a future comes back. A worker that dies takes nothing with it but time: its work is done again elsewhere,
and only what is lost again and again ends with an exception.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from optimizer.sweeping.cluster import Cluster
from optimizer.sweeping.local import LocalProcesses
from optimizer.sweeping.workers import Workers


def open_workers(
    scheduler: str | None = None, processes: int | None = None, suits: Callable[[], str] | None = None
) -> Workers:
    """The workers of a Dask cluster at that address, or else so many processes here (default: one per processor).

    ``suits`` is called on every worker of a cluster before anything is submitted; it says in words why the worker
    cannot do what is to come, or nothing. Raises MissingExtraError if Dask is not installed, InputError if the cluster
    cannot be reached or one of its workers does not suit.
    """
    if scheduler is not None:
        return Cluster(scheduler, suits)
    return LocalProcesses(processes or os.cpu_count() or 1)
