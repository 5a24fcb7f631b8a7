"""HiGHS on the program that Luwes exports."""
import math
import time

import highspy


def whole(bound):
    """All costs are whole numbers: a bound may be rounded up, short of what floats blur."""
    return math.ceil(bound - 1e-6)


def solve(path, seconds, threads):
    """(status, cost, bound, events, names of the columns that are 1)."""
    solver, events = highspy.Highs(), []
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", threads)
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.999)  # costs are whole
    solver.setOptionValue("mip_min_logging_interval", 0.1)  # how often bounds are heard
    solver.readModel(str(path))
    began = time.monotonic()
    known = {"cost": math.inf, "bound": -math.inf}

    def hear(event):
        data = event.data_out
        if data.mip_primal_bound < known["cost"] - 0.5:
            known["cost"] = data.mip_primal_bound
            events.append((time.monotonic() - began, "cost", round(data.mip_primal_bound)))
        if math.isfinite(data.mip_dual_bound) and whole(data.mip_dual_bound) > known["bound"]:
            known["bound"] = whole(data.mip_dual_bound)
            events.append((time.monotonic() - began, "bound", known["bound"]))

    solver.cbMipImprovingSolution += hear
    solver.cbMipLogging += hear
    solver.run()
    info, end = solver.getInfo(), time.monotonic() - began
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return "infeasible", None, None, events, []
    bound = whole(info.mip_dual_bound) if math.isfinite(info.mip_dual_bound) else None
    if bound is not None:
        events.append((end, "bound", bound))
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return "unknown", None, bound, events, []
    cost = round(info.objective_function_value)
    events.append((end, "cost", cost))
    values, names = solver.getSolution().col_value, solver.getLp().col_names_
    ones = [name for name, value in zip(names, values) if value > 0.5 and name.startswith("x_")]
    word = "optimal" if status == highspy.HighsModelStatus.kOptimal else "feasible"
    return word, cost, bound, events, ones
