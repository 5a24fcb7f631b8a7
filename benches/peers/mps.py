"""The integer program that `luwes export --mps` writes: free-format MPS in whole numbers, with the key to its columns.

The key stands in comments: `* person 0 "ana"`, `* day 0 "2020-01-06"`, `* duty 1 ["pagi","gedung",null]`, and
`* x_p0_d3_k1 is always 1` for days that have no columns because one duty alone is left.
"""
import json
import re
from dataclasses import dataclass, field

CELL = re.compile(r"x_p(\d+)_d(\d+)_k(\d+)$")


@dataclass
class Program:
    columns: dict = field(default_factory=dict)  # name -> [low, high]
    rows: dict = field(default_factory=dict)  # name -> (kind, [(column, factor)])
    sides: dict = field(default_factory=dict)  # row name -> right-hand side, 0 if absent
    costs: dict = field(default_factory=dict)  # column -> cost
    constant: int = 0
    fixed: list = field(default_factory=list)  # names of cells that are always 1
    people: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    duties: dict = field(default_factory=dict)

    def cells(self, ones):
        """(person, date, shift, place, desk) of everybody and every day, from the names of the columns that are 1."""
        held = {(match[1], match[2]): match[3] for match in map(CELL.match, [*self.fixed, *ones]) if match}
        for person, name in self.people.items():
            for day, date in self.days.items():
                yield (name, date, *[one or "" for one in self.duties[held.get((person, day), "0")]])


def read(lines):
    program, section = Program(), ""
    for line in lines:
        if line.startswith("*"):
            comment(program, line)
        elif not line.startswith(" "):
            section = line.split()[0] if line.split() else section
        elif section == "ROWS":
            kind, name = line.split()
            if kind != "N":
                program.rows[name] = (kind, [])
        elif section == "COLUMNS" and "'MARKER'" not in line:
            column, row, factor = line.split()
            program.columns.setdefault(column, [0, None])
            if row == "cost":
                program.costs[column] = int(factor)
            else:
                program.rows[row][1].append((column, int(factor)))
        elif section == "RHS":
            _, row, value = line.split()
            if row == "cost":
                program.constant = -int(value)
            else:
                program.sides[row] = int(value)
        elif section == "BOUNDS":
            kind, _, column, value = line.split()
            program.columns[column][0 if kind == "LO" else 1] = int(value)
    return program


def comment(program, line):
    words = line.split(maxsplit=3)
    if line.rstrip().endswith("is always 1"):
        program.fixed.append(words[1])
    elif words[1] in ("person", "day", "duty"):
        table = {"person": program.people, "day": program.days, "duty": program.duties}[words[1]]
        table[words[2]] = json.loads(words[3])
