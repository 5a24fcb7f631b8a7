"""Shift-scheduling instances of Curtois and Qu: a reader and a scorer that share nothing with Luwes.

A roster is {person: [shift or "" for each day]}; day 0 is Monday 2024-01-01, as `luwes convert` writes it.
"""
import csv
import datetime
from collections import namedtuple
from itertools import groupby

MONDAY = datetime.date(2024, 1, 1)

Staff = namedtuple("Staff", "most longest_minutes least_minutes longest_run shortest_run shortest_rest weekends")
Request = namedtuple("Request", "person day shift weight")
Cover = namedtuple("Cover", "day shift need under over")
Instance = namedtuple("Instance", "days minutes never_next staff off on_requests off_requests cover")


def sections(text):
    """The lines of each section, cut at commas."""
    found, lines = {}, []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("SECTION_"):
            lines = found.setdefault(line.removeprefix("SECTION_"), [])
        elif line and not line.startswith("#"):
            lines.append([word.strip() for word in line.split(",")])
    return found


def read(text):
    parts = sections(text)
    shifts = parts["SHIFTS"]
    requests = lambda name: [Request(p, int(d), s, int(w)) for p, d, s, w in parts.get(name, [])]
    staff = {}
    for person, most, *numbers in parts["STAFF"]:
        pairs = (pair.split("=") for pair in most.split("|"))
        staff[person] = Staff({shift: int(count) for shift, count in pairs}, *map(int, numbers))
    return Instance(
        days=int(parts["HORIZON"][0][0]),
        minutes={line[0]: int(line[1]) for line in shifts},
        never_next={line[0]: {after for after in line[2].split("|") if after} for line in shifts},
        staff=staff,
        off={(line[0], int(day)) for line in parts.get("DAYS_OFF", []) for day in line[1:]},
        on_requests=requests("SHIFT_ON_REQUESTS"),
        off_requests=requests("SHIFT_OFF_REQUESTS"),
        cover=[Cover(int(d), s, int(n), int(u), int(o)) for d, s, n, u, o in parts["COVER"]],
    )


def score(instance, roster):
    """(cost, sentences about what is broken)."""
    broken = []
    for person in instance.staff:
        row = roster.get(person, [])
        if len(row) != instance.days:
            broken.append(f"{person}: {len(row)} days instead of {instance.days}")
            return 0, broken
        broken += [f"{person}: {what}" for what in breaches(instance, person, row)]
    cost = sum(one.weight for one in instance.on_requests if roster[one.person][one.day] != one.shift)
    cost += sum(one.weight for one in instance.off_requests if roster[one.person][one.day] == one.shift)
    for one in instance.cover:
        present = sum(row[one.day] == one.shift for row in roster.values())
        cost += one.under * max(one.need - present, 0) + one.over * max(present - one.need, 0)
    return cost, broken


def breaches(instance, person, row):
    """What one person's days break, in words."""
    terms = instance.staff[person]
    for shift in set(row) - {""}:
        if shift not in instance.minutes:
            yield f"there is no shift {shift}"
            return
        if row.count(shift) > terms.most.get(shift, 0):
            yield f"{row.count(shift)} times {shift}, {terms.most.get(shift, 0)} allowed"
    minutes = sum(instance.minutes[shift] for shift in row if shift)
    if not terms.least_minutes <= minutes <= terms.longest_minutes:
        yield f"{minutes} minutes, not {terms.least_minutes} to {terms.longest_minutes}"
    for day, (shift, after) in enumerate(zip(row, row[1:])):
        if shift and after in instance.never_next[shift]:
            yield f"{after} after {shift} on day {day + 1}"
    for day, shift in enumerate(row):
        if shift and (person, day) in instance.off:
            yield f"works on the free day {day}"
    weekends = sum(any(row[day:day + 2]) for day in range(5, instance.days, 7))
    if weekends > terms.weekends:
        yield f"{weekends} weekends, {terms.weekends} allowed"
    yield from run_breaches(terms, row)


def run_breaches(terms, row):
    """Runs that touch the first or last day may be short, never long."""
    day = 0
    for works, group in groupby(bool(shift) for shift in row):
        length = len(list(group))
        inside = day > 0 and day + length < len(row)
        if works and length > terms.longest_run:
            yield f"{length} days at work from day {day}"
        if inside and length < (terms.shortest_run if works else terms.shortest_rest):
            yield f"only {length} days {'at work' if works else 'free'} from day {day}"
        day += length


def read_roster(instance, path):
    """From a file with at least the columns person, date and shift."""
    roster = {person: [""] * instance.days for person in instance.staff}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for line in csv.DictReader(file):
            roster[line["person"]][(datetime.date.fromisoformat(line["date"]) - MONDAY).days] = line["shift"]
    return roster
