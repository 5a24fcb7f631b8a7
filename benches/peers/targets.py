"""The targets of the project, held against runs: each is met, missed, or out of reach of a run that was too short."""
import csv
import re
from dataclasses import dataclass
from pathlib import Path

from record import gap


@dataclass
class Target:
    says: str
    within: float  # seconds
    reached: object  # (cost, bound) -> bool
    whole: bool = False  # reading and writing count too


def best_known():
    """Instance -> {bound, best, source}."""
    with open(Path(__file__).with_name("best_known.csv"), newline="", encoding="utf-8") as file:
        return {line["instance"]: line for line in csv.DictReader(file)}


def near(best, share):
    """The cost is above the best known one by this share at most."""
    return lambda cost, _: cost is not None and cost <= best * (1 + share)


def proved(share):
    return lambda cost, bound: gap(cost, bound) is not None and gap(cost, bound) <= share


def of(instance):
    """Targets of an instance, by its name."""
    known = best_known().get(instance)
    best = int(known["best"]) if known else None
    number = int(match[1]) if (match := re.fullmatch(r"Instance(\d+)", instance)) else None
    if instance.startswith("bappenas-pilot"):
        return [Target("gap 0.1 % proved in 10 s, from YAML to files", 10, proved(0.001), whole=True)]
    if instance.startswith("HybridSeats"):
        published = [Target("as good in 10 s as published after 15 minutes", 10, near(best, 0))] if best else []
        return [*published, Target("proved optimal in 60 s", 60, proved(0))]
    if number is None or not 1 <= number <= 24:
        return []
    if number <= 12:
        list_ = [Target("proved optimal in 60 s", 60, proved(0))]
        return list_ + ([Target("within 1 % of the best known in 10 s", 10, near(best, 0.01))] if best else [])
    seconds, share = (600, 0.005) if number <= 19 else (3600, 0.02)
    list_ = [Target(f"bound within 1 % in {seconds // 60} min", seconds, proved(0.01))]
    says = f"within {share:.1%} of the best known in {seconds // 60} min"
    return list_ + ([Target(says, seconds, near(best, share))] if best else [])


def verdict(target, run, limit):
    """`met (3.2 s)`, `missed`, or open: the run was too short to say."""
    if run.status == "not run":
        return "not run"
    if run.cost is not None and not run.verified() and run.scored is not None:
        return "missed: the roster does not stand"
    second = run.first(target.reached)
    if second is not None:
        second += run.overhead if target.whole else 0
        return f"met ({second:.1f} s)" if second <= target.within else f"missed ({second:.1f} s)"
    return f"missed in {limit:g} s" if limit >= target.within else f"open: not in {limit:g} s"
