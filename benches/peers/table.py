"""The results as rows, as CSV and as Markdown."""
import csv

import targets
from record import gap

NAMES = {"luwes": "Luwes", "cpsat": "CP-SAT", "highs": "HiGHS"}
HEAD = ["instance", "solver", "status", "cost", "bound", "gap %", "first roster s", "best roster s", "end s",
        "re-scored", "by"]


def line(run):
    costs = run.steps("cost")
    share = gap(run.cost, run.bound)
    return [
        run.instance, NAMES[run.solver], run.status, shown(run.cost), shown(run.bound),
        "–" if share is None else f"{100 * share:.2f}",
        f"{costs[0][0]:.1f}" if costs else "–", f"{costs[-1][0]:.1f}" if costs else "–",
        f"{run.seconds:.1f}" if run.seconds else "–", judged(run), run.scorer or run.note,
    ]


def shown(number):
    return "–" if number is None else str(number)


def judged(run):
    if run.cost is None:
        return "–"
    if run.broken:
        return f"BREAKS {len(run.broken)}: {run.broken[0]}"
    if run.scored is None:
        return "no"
    if run.scored == run.cost:
        return "the same"
    return f"less: {run.scored}" if run.verified() else f"MORE: {run.scored}"


def write_csv(path, runs):
    with open(path, "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([*HEAD, "note"])
        lines.writerows([*line(run), run.note] for run in runs)


def markdown(head, rows):
    cell = lambda text: str(text).replace("|", "\\|")
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(cell, row)) + " |\n" for row in lines)


def target_table(runs, limit):
    """Rows of instance, best known, target and a verdict for each solver; the head first."""
    solvers = list(dict.fromkeys(run.solver for run in runs))
    rows, known = [], targets.best_known()
    for instance in dict.fromkeys(run.instance for run in runs):
        here = {run.solver: run for run in runs if run.instance == instance}
        best = known[instance]["best"] if instance in known else "–"
        for target in targets.of(instance):
            verdicts = [targets.verdict(target, here[solver], limit) for solver in solvers if solver in here]
            rows.append([instance, best, target.says, *verdicts])
    return ["instance", "best known", "target", *[NAMES[solver] for solver in solvers]], rows


def text(runs, facts, limit):
    """The whole of table.md."""
    known = targets.best_known()
    named = dict.fromkeys(known[run.instance]["source"] for run in runs if run.instance in known)
    parts = ["# Luwes and its peers\n", "".join(f"- {name}: {value}\n" for name, value in facts.items())]
    parts.append(markdown(HEAD, [line(run) for run in runs]))
    head, rows = target_table(runs, limit)
    if rows:
        parts.append("## Targets\n\n" + markdown(head, rows))
    if named:
        parts.append("Best known values: " + "; ".join(named) + ".\n")
    return "\n".join(parts)
