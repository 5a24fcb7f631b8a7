"""Office days and seats of one week, ASOCIO student challenge 2025: a reader and a scorer that share nothing with Luwes.

Costs are what `luwes convert` makes of the challenge's value: 100 for every preferred day of everybody, less the value.
A roster is {person: {day: seat}}; the first day of an instance is Monday 2024-01-01, as `luwes convert` writes it.
"""
import csv
import datetime
import json
from collections import Counter, namedtuple

MONDAY = datetime.date(2024, 1, 1)
MOST_DAYS, WISHED_DAYS, MOST_ZONES, COMPANY = 3, 2, 2, 2
PREFERRED, OTHER, ZONE, TOO_FEW = 100, 10, 5, 100

Instance = namedtuple("Instance", "days teams seats zone_of preferred")


def read(text):
    """`teams` and `seats`: team -> people, person -> seats that fit."""
    told = json.loads(text)
    zone_of = {seat: zone for zone, seats in told["Desks_Z"].items() for seat in seats}
    preferred = {person: set(days) for person, days in told["Days_E"].items()}
    return Instance(told["Days"], told["Employees_G"], told["Desks_E"], zone_of, preferred)


def constant(instance):
    """Every day that somebody prefers."""
    return PREFERRED * sum(len(days) for days in instance.preferred.values())


def score(instance, roster):
    """(cost, sentences about what is broken)."""
    broken, value = [], 0
    for person, fitting in instance.seats.items():
        mine = roster.get(person, {})
        if len(mine) > MOST_DAYS:
            broken.append(f"{person}: {len(mine)} days at the office")
        if len(set(mine.values())) > 1:
            broken.append(f"{person}: more than one seat")
        broken += [f"{person}: {seat} does not fit" for seat in set(mine.values()) if seat not in fitting]
        wished = sum(day in instance.preferred[person] for day in mine)
        value += PREFERRED * wished - OTHER * (len(mine) - wished) - TOO_FEW * max(0, WISHED_DAYS - len(mine))
    taken = Counter((day, seat) for mine in roster.values() for day, seat in mine.items())
    broken += [f"{seat} is taken twice on {day}" for (day, seat), times in taken.items() if times > 1]
    for team, people in instance.teams.items():
        if not any(all(day in roster.get(person, {}) for person in people) for day in instance.days):
            broken.append(f"{team}: no day on which all are there")
        for day in instance.days:
            here = [roster[person][day] for person in people if day in roster.get(person, {})]
            zones = Counter(instance.zone_of.get(seat) for seat in here)
            value -= ZONE * len(zones)
            if len(zones) > MOST_ZONES:
                broken.append(f"{team}: {len(zones)} zones on {day}")
            broken += [f"{team}: alone in {zone} on {day}" for zone, people_in in zones.items() if people_in < COMPANY]
    return constant(instance) - value, broken


def read_roster(instance, path):
    day_of = {(MONDAY + datetime.timedelta(number)).isoformat(): day for number, day in enumerate(instance.days)}
    roster = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for line in csv.DictReader(file):
            if line.get("seat"):
                roster.setdefault(line["person"], {})[day_of[line["date"]]] = line["seat"]
    return roster
