"""CP-SAT: a model of the shift-scheduling instances, one of any program that Luwes exports, and the run."""
import time

from ortools.sat.python import cp_model


def nrp_model(instance):
    """Booleans person x day x shift, working days and weekends; runs as clauses. Returns the model and its cells."""
    model, cells = cp_model.CpModel(), {}
    for person, terms in instance.staff.items():
        works = []
        for day in range(instance.days):
            here = []
            for shift in instance.minutes:
                if terms.most.get(shift, 0) > 0 and (person, day) not in instance.off:
                    cells[person, day, shift] = model.new_bool_var(f"{person} {day} {shift}")
                    here.append(cells[person, day, shift])
            work = model.new_bool_var(f"{person} {day}")
            model.add_exactly_one(*here, work.negated())
            works.append(work)
        add_contract(model, instance, person, cells)
        add_runs(model, terms, works)
        weekends = []
        for day in range(5, instance.days, 7):
            weekends.append(model.new_bool_var(f"{person} weekend {day}"))
            model.add_max_equality(weekends[-1], works[day:day + 2])
        model.add(sum(weekends) <= terms.weekends)
    model.minimize(nrp_cost(model, instance, cells))
    return model, cells


def add_contract(model, instance, person, cells):
    """Times of each shift, minutes, forbidden successions."""
    terms, days = instance.staff[person], range(instance.days)
    on = lambda day, shift: cells.get((person, day, shift))
    for shift, most in terms.most.items():
        mine = [cell for cell in (on(day, shift) for day in days) if cell is not None]
        if most < len(mine):
            model.add(sum(mine) <= most)
    mine = [(on(day, shift), length) for day in days for shift, length in instance.minutes.items()]
    minutes = sum(cell * length for cell, length in mine if cell is not None)
    model.add_linear_constraint(minutes, terms.least_minutes, terms.longest_minutes)
    for day in days[1:]:
        for shift, never in instance.never_next.items():
            after = [cell for cell in (on(day, other) for other in never) if cell is not None]
            if after and on(day - 1, shift) is not None:
                model.add_at_most_one(on(day - 1, shift), *after)


def add_runs(model, terms, works):
    """No run too long; none strictly inside too short: too short a run is named by its two ends."""
    days = len(works)
    for first in range(days - terms.longest_run):
        model.add_bool_or([work.negated() for work in works[first:first + terms.longest_run + 1]])
    for length in range(1, max(terms.shortest_run, terms.shortest_rest)):
        for first in range(1, days - length):
            inside, ends = works[first:first + length], [works[first - 1], works[first + length]]
            if length < terms.shortest_run:
                model.add_bool_or(ends + [work.negated() for work in inside])
            if length < terms.shortest_rest:
                model.add_bool_or([work.negated() for work in ends] + inside)


def nrp_cost(model, instance, cells):
    """Requests, and people too few or too many."""
    cost = 0
    for one in instance.on_requests:
        cell = cells.get((one.person, one.day, one.shift))
        cost += one.weight * (1 - cell) if cell is not None else one.weight
    for one in instance.off_requests:
        cell = cells.get((one.person, one.day, one.shift))
        cost += one.weight * cell if cell is not None else 0
    for one in instance.cover:
        able = [(person, one.day, one.shift) for person in instance.staff]
        present = [cells[cell] for cell in able if cell in cells]
        under = model.new_int_var(0, one.need, f"under {one.day} {one.shift}")
        over = model.new_int_var(0, len(present), f"over {one.day} {one.shift}")
        model.add(sum(present) + under - over == one.need)
        cost += one.under * under + one.over * over
    return cost


def program_model(program):
    """Every column is a whole number: the slacks that the program leaves continuous are whole where they are least."""
    model = cp_model.CpModel()
    columns = {name: model.new_int_var(low, high, name) for name, (low, high) in program.columns.items()}
    for name, (kind, terms) in program.rows.items():
        side, line = program.sides.get(name, 0), row(columns, terms)
        if kind == "E" and side == 1 and all(factor == 1 for _, factor in terms):
            model.add_exactly_one(columns[column] for column, _ in terms)
        elif kind == "E":
            model.add(line == side)
        elif kind == "L":
            model.add(line <= side)
        else:
            model.add(line >= side)
    model.minimize(row(columns, program.costs.items()) + program.constant)
    return model, columns


def row(columns, terms):
    names, factors = zip(*terms) if terms else ((), ())
    return cp_model.LinearExpr.weighted_sum([columns[name] for name in names], factors)


class News(cp_model.CpSolverSolutionCallback):
    """Writes down each better roster."""

    def __init__(self, began, events):
        super().__init__()
        self.began, self.events = began, events

    def on_solution_callback(self):
        self.events.append((time.monotonic() - self.began, "cost", round(self.objective_value)))


def solve(model, cells, seconds, threads):
    """(status, cost, bound, events, keys of the cells that are 1)."""
    solver, events = cp_model.CpSolver(), []
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = threads
    began = time.monotonic()
    solver.best_bound_callback = lambda bound: events.append((time.monotonic() - began, "bound", round(bound)))
    status = solver.solve(model, News(began, events))
    words = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}
    bound = round(solver.best_objective_bound)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return words.get(status, "unknown"), None, bound, events, []
    events.append((time.monotonic() - began, "bound", bound))
    ones = [key for key, cell in cells.items() if solver.value(cell) == 1]
    return words[status], round(solver.objective_value), bound, events, ones
