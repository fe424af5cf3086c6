"""A model as arrays, and the one call that hands it to HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrays:
    """minimise cost · x, ``row_low ≤ matrix · x ≤ row_high``, ``lower ≤ x ≤ upper``; ``matrix`` is sparse, by rows."""

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    row_low: NDArray[np.float64]
    row_high: NDArray[np.float64]
    matrix: Any


def pass_arrays(arrays: Arrays) -> highspy.Highs:
    """A silent HiGHS that holds the model."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    rows, columns = arrays.matrix.shape
    status = highs.passModel(
        columns,
        rows,
        arrays.matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        arrays.cost,
        arrays.lower,
        arrays.upper,
        arrays.row_low,
        arrays.row_high,
        arrays.matrix.indptr.astype(np.int32),
        arrays.matrix.indices.astype(np.int32),
        arrays.matrix.data,
        arrays.whole.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refuses the model")
    return highs
