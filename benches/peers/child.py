"""One run of one peer in a process of its own: `child.py cpsat|highs MODEL SECONDS THREADS RESULT.json`.

MODEL is an instance (`.txt`, `.json`) or an exported program (`.mps`). The clock starts when the model is in memory.
"""
import csv
import datetime
import json
import sys
from pathlib import Path

import mps
import nrp
import seats


def run(solver, model, seconds, threads):
    if solver == "cpsat":
        import cpsat

        if model.suffix == ".txt":
            return cpsat.solve(*cpsat.nrp_model(nrp.read(model.read_text())), seconds, threads)
        if model.suffix == ".json":
            import cpsat_seats

            return cpsat.solve(*cpsat_seats.model(seats.read(model.read_text())), seconds, threads)
        return cpsat.solve(*cpsat.program_model(program(model)), seconds, threads)
    import highs

    return highs.solve(model, seconds, threads)


def program(path):
    with open(path, encoding="utf-8") as lines:
        return mps.read(lines)


def cells(model, ones):
    """Lines of a roster: (person, date, shift, place, desk), and the seat where seats have names."""
    if model.suffix == ".json":
        names = seats.read(model.read_text()).days
        date = {name: (seats.MONDAY + datetime.timedelta(number)).isoformat() for number, name in enumerate(names)}
        return [(person, date[day], "", "office", "", seat) for person, day, seat in ones]
    if model.suffix == ".txt":
        day = lambda number: (nrp.MONDAY + datetime.timedelta(number)).isoformat()
        return [(person, day(number), shift, "", "") for person, number, shift in ones]
    return list(program(model).cells(ones))


def main():
    solver, model, seconds, threads, result = sys.argv[1:]
    model, result = Path(model), Path(result)
    status, cost, bound, events, ones = run(solver, model, float(seconds), int(threads))
    if cost is not None:
        with open(result.with_suffix(".csv"), "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["person", "date", "shift", "place", "desk", "seat"])
            lines.writerows([*cell, ""][:6] for cell in cells(model, ones))
    last = max((event[0] for event in events), default=0.0)
    searched = last if status == "optimal" else max(last, float(seconds))
    outcome = {"status": status, "cost": cost, "bound": bound, "events": events, "seconds": searched}
    result.write_text(json.dumps(outcome))


if __name__ == "__main__":
    main()
