"""Shift-scheduling instances of other shapes, cut or repeated out of those of the set: nothing should be tuned to ten.

    python3 -B cut.py Instance13.txt 12.txt --weeks 4 --people 60 --shifts 10 [--seed 1]

Weeks are taken from somewhere in the instance, or repeated; people are drawn from its own, also more than once; of its
shifts some are kept, evenly by their order, and what is asked of the others is asked of the nearest one kept. Limits of a
person over the whole period, and needs of the cover, grow or shrink with weeks and people. Best values are not known.
"""
import argparse
import random
from collections import defaultdict
from pathlib import Path

import nrp

HOUR = 60
# Minutes between the least and the most of a person, at least: less than a shift apart there is often no line at all.
LEAST_WIDTH = 8 * HOUR


def kept_shifts(names, count):
    """Of `names` so many, evenly; and for each name the nearest one kept."""
    count = min(count, len(names))
    kept = sorted({round(at * (len(names) - 1) / max(1, count - 1)) for at in range(count)})
    return [names[at] for at in kept], {name: names[min(kept, key=lambda k: abs(k - at))] for at, name in enumerate(names)}


def contract(staff, days, total, shifts):
    """A person's limits for a period of `total` days instead of `days`."""
    scale = total / days
    caps = {shift: total if staff.most[shift] >= days else round(staff.most[shift] * scale) for shift in shifts}
    if not any(caps.values()):
        caps[shifts[0]] = total
    longest = round(staff.longest_minutes * scale / HOUR) * HOUR
    width = round((staff.longest_minutes - staff.least_minutes) * scale / HOUR) * HOUR
    return staff._replace(most=caps, longest_minutes=longest, least_minutes=longest - max(width, LEAST_WIDTH),
                          weekends=max(1, round(staff.weekends * scale)))


def wishes_of(instance, nearest, total, begin, rng, own):
    """Days off and requests of one person of the new instance: of `own` where the weeks are a part of the old ones, else
    of another person for each time that these are repeated."""
    off, on_requests, off_requests = set(), {}, {}
    for block in range(-(-total // instance.days)):
        who = own if total <= instance.days else rng.choice(list(instance.staff))
        move = block * instance.days - begin
        off |= {day + move for person, day in instance.off if person == who and 0 <= day + move < total}
        for found, asked in ((on_requests, instance.on_requests), (off_requests, instance.off_requests)):
            for one in asked:
                if one.person == who and 0 <= one.day + move < total:
                    found.setdefault((one.day + move, nearest[one.shift]), one.weight)
    return off, on_requests, off_requests


def cut(instance, weeks, people, shifts, seed):
    """The new instance."""
    rng = random.Random(seed)
    total = weeks * 7
    kept, nearest = kept_shifts(list(instance.minutes), shifts)
    begin = 7 * rng.randrange((instance.days - total) // 7 + 1) if total <= instance.days else 0
    known = list(instance.staff)
    drawn = rng.sample(known, people) if people <= len(known) else known + rng.choices(known, k=people - len(known))
    staff, off, on_requests, off_requests = {}, set(), [], []
    for number, own in enumerate(drawn, 1):
        person = f"P{number}"
        staff[person] = contract(instance.staff[own], instance.days, total, kept)
        free, wanted, unwanted = wishes_of(instance, nearest, total, begin, rng, own)
        # About one day off in four weeks, as in the instances of the set.
        free = rng.sample(sorted(free), min(len(free), max(1, round(weeks / 4)))) or [rng.randrange(total)]
        off |= {(person, day) for day in free}
        on_requests += [nrp.Request(person, day, shift, weight) for (day, shift), weight in wanted.items()]
        off_requests += [nrp.Request(person, day, shift, weight) for (day, shift), weight in unwanted.items()]
    needs, prices = defaultdict(int), {}
    for one in instance.cover:
        needs[one.day, nearest[one.shift]] += one.need
        prices.setdefault((one.day, nearest[one.shift]), (one.under, one.over))
    cover = []
    for day in range(total):
        for shift in kept:
            at = ((day + begin) % instance.days, shift)
            if at in prices:
                need = needs[at] * people / len(known)
                need = int(need) + (rng.random() < need - int(need))
                cover.append(nrp.Cover(day, shift, need, *prices[at]))
    return nrp.Instance(
        days=total, minutes={shift: instance.minutes[shift] for shift in kept},
        never_next={shift: instance.never_next[shift] & set(kept) for shift in kept},
        staff=staff, off=off, on_requests=on_requests, off_requests=off_requests, cover=cover)


def written(instance):
    """The text of an instance."""
    lines = lambda rows: [",".join(map(str, row)) for row in rows]
    off = {person: [day for other, day in sorted(instance.off) if other == person] for person in instance.staff}
    most = lambda staff: "|".join(f"{shift}={count}" for shift, count in staff.most.items())
    parts = {
        "HORIZON": [str(instance.days)],
        "SHIFTS": lines((s, m, "|".join(sorted(instance.never_next[s]))) for s, m in instance.minutes.items()),
        "STAFF": lines((person, most(staff), *staff[1:]) for person, staff in instance.staff.items()),
        "DAYS_OFF": lines((person, *days) for person, days in off.items()),
        "SHIFT_ON_REQUESTS": lines(instance.on_requests),
        "SHIFT_OFF_REQUESTS": lines(instance.off_requests),
        "COVER": lines(instance.cover),
    }
    return "\n".join("\n".join([f"SECTION_{name}", *rows]) for name, rows in parts.items()) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    for name in ("weeks", "people", "shifts"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    instance = nrp.read(asked.source.read_text(encoding="utf-8-sig"))
    asked.out.write_text(written(cut(instance, asked.weeks, asked.people, asked.shifts, asked.seed)), encoding="utf-8")


if __name__ == "__main__":
    main()
