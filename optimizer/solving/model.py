"""The model of a job inside HiGHS, and what follows from the whole numbers of a point of it."""

from __future__ import annotations

import highspy
import numpy as np

from models.standard import Floats, StandardForm
from optimizer.solving.messages import Job


def new_solver(job: Job) -> highspy.Highs:
    """A silent HiGHS that holds the model of a job, without an objective."""
    highs = highspy.Highs()
    options = {
        "log_to_console": False,
        "threads": job.threads,
        "random_seed": job.seed,
        "mip_rel_gap": job.gap,
        "mip_abs_gap": 0.0,
        "mip_min_logging_interval": 0.5,
        "presolve": "choose" if job.presolve else "off",
    }
    for name, value in options.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"the solver refuses {name} = {value!r}")
    highs.passModel(_model(job))
    return highs


def _model(job: Job) -> highspy.HighsLp:
    form = job.form
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(form.column_lower), len(form.row_low)
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = form.column_lower, form.column_upper
    model.row_lower_, model.row_upper_ = form.row_low, form.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = form.start, form.index, form.value
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(whole)] for whole in form.whole]
    if job.write_model is not None:
        model.col_names_ = list(form.column_names)
        model.row_names_ = list(form.row_names)
    return model


def settle(form: StandardForm, values: Floats) -> Floats:
    """The point with its whole numbers as they are and everything that follows from them computed anew.

    A solver's continuous values are off by its tolerance; a goal held at such a value could rule out its own plan.
    """
    row = np.repeat(np.arange(len(form.row_low)), np.diff(form.start))
    for group in form.follows:
        moving = np.isin(form.index, group.columns) & (form.value > 0)
        activity = np.bincount(row, form.value * values[form.index], len(form.row_low))
        at, column, weight = row[moving], form.index[moving], form.value[moving]
        rest = activity[at] - weight * values[column]
        limit = (form.row_high if group.up else form.row_low)[at]
        target = np.where(form.whole, values, form.column_upper if group.up else form.column_lower)
        (np.minimum if group.up else np.maximum).at(target, column, (limit - rest) / weight)
        values = values.copy()
        values[group.columns] = target[group.columns]
    return values
