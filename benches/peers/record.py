"""What one run of one solver gave, and what it had reached at which second."""
from dataclasses import dataclass, field


@dataclass
class Run:
    instance: str
    solver: str
    status: str = "not run"
    cost: int | None = None  # as the solver says
    bound: int | None = None
    scored: int | None = None  # as the independent scorer says
    broken: list = field(default_factory=list)  # sentences: what the roster breaks
    scorer: str = ""
    seconds: float = 0.0  # wall time of the whole process
    overhead: float = 0.0  # seconds before and after the search: reading, writing
    events: list = field(default_factory=list)  # (seconds, "cost" or "bound", value)
    note: str = ""

    def steps(self, kind):
        """(seconds, value) of each improvement; costs fall, bounds rise."""
        best, better = None, (lambda new, old: new < old) if kind == "cost" else (lambda new, old: new > old)
        found = []
        for second, what, value in sorted(self.events, key=lambda event: event[0]):
            if what == kind and (best is None or better(value, best)):
                best = value
                found.append((second, value))
        return found

    def first(self, reached):
        """The first second at which `reached(cost, bound)` holds, or None."""
        cost = bound = None
        for second, what, value in sorted(self.events, key=lambda event: event[0]):
            if what == "cost":
                cost = value if cost is None else min(cost, value)
            else:
                bound = value if bound is None else max(bound, value)
            if reached(cost, bound):
                return second
        return None

    def verified(self):
        """The roster stands: nothing is broken, and it costs no more than was claimed (helper columns of a program may
        stand higher than they need)."""
        return self.scored is not None and not self.broken and self.scored <= self.cost


def gap(cost, bound):
    """Share of the cost that is not proved; None if one of them is missing."""
    if cost is None or bound is None:
        return None
    return 0.0 if cost <= bound else (cost - bound) / cost
