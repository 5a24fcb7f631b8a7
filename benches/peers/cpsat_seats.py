"""CP-SAT's own model of an instance of office days and seats."""
from ortools.sat.python import cp_model

import seats


def model(instance):
    """Booleans person x seat, person x day and their product; zones of a team and day. Returns the model and its cells."""
    model, cells = cp_model.CpModel(), {}
    sits, here, cost = {}, {}, [seats.constant(instance)]
    for person, fitting in instance.seats.items():
        for seat in fitting:
            sits[person, seat] = model.new_bool_var(f"{person} sits at {seat}")
        model.add_exactly_one(sits[person, seat] for seat in fitting)
        for day in instance.days:
            here[person, day] = model.new_bool_var(f"{person} {day}")
            for seat in fitting:
                cells[person, day, seat] = model.new_bool_var(f"{person} {day} {seat}")
                model.add_implication(cells[person, day, seat], sits[person, seat])
            model.add(sum(cells[person, day, seat] for seat in fitting) == here[person, day])
        days = sum(here[person, day] for day in instance.days)
        few = model.new_int_var(0, seats.WISHED_DAYS, f"{person} too few days")
        model.add(days <= seats.MOST_DAYS)
        model.add(days + few >= seats.WISHED_DAYS)
        cost.append(seats.TOO_FEW * few)
        prices = {day: -seats.PREFERRED if day in instance.preferred[person] else seats.OTHER for day in instance.days}
        cost += [prices[day] * here[person, day] for day in instance.days]
    for seat in instance.zone_of:
        for day in instance.days:
            model.add_at_most_one(cells[cell] for cell in cells if cell[1:] == (day, seat))
    for team, people in instance.teams.items():
        cost += add_team(model, instance, (team, people), here, cells)
    model.minimize(sum(cost))
    return model, cells


def add_team(model, instance, team, here, cells):
    """A day on which all are there, and the zones of each day; what these cost."""
    name, people = team
    meets = [model.new_bool_var(f"{name} meets on {day}") for day in instance.days]
    model.add_exactly_one(meets)
    cost = []
    for met, day in zip(meets, instance.days):
        for person in people:
            model.add_implication(met, here[person, day])
        used = []
        for zone in sorted(set(instance.zone_of.values())):
            inside = [cells[person, day, seat] for person in people for seat in instance.seats[person]
                      if instance.zone_of[seat] == zone]
            used.append(model.new_bool_var(f"{name} in {zone} on {day}"))
            for cell in inside:
                model.add_implication(cell, used[-1])
            model.add(sum(inside) >= seats.COMPANY * used[-1])
        model.add(sum(used) <= seats.MOST_ZONES)
        cost += [seats.ZONE * zone for zone in used]
    return cost
