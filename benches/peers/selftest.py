"""Checks of what needs neither a peer nor the network: scorer, reader of programs, targets, table, picture.

The instance is made up for this file. Run by `cargo test --test peers`.
"""
import json
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import cut
import mps
import nrp
import plot
import seats
import table
import targets
from record import Run

TINY = """# tiny\r
SECTION_HORIZON\r
7\r
SECTION_SHIFTS\r
E,480,\r
N,600,E|\r
SECTION_STAFF\r
A,E=14|N=2,2520,0,5,2,2,1\r
B,E=7|N=0,2400,480,5,1,1,0\r
SECTION_DAYS_OFF\r
A,0\r
SECTION_SHIFT_ON_REQUESTS\r
B,1,E,3\r
SECTION_SHIFT_OFF_REQUESTS\r
A,2,N,2\r
SECTION_COVER\r
1,E,1,100,1\r
2,E,2,100,1\r
3,E,0,100,7\r
2,N,1,50,1\r
3,N,1,100,1\r
"""

PROGRAM = """* x_p0_d0_k1 is 1 if person 0 holds duty 1 on day 0. Duties: shift, place, desk.
* person 0 "ana b"
* person 1 "bob"
* day 0 "2020-01-06"
* duty 0 [null,null,null]
* duty 1 ["pagi","office",null]
* x_p1_d0_k1 is always 1
NAME luwes
OBJSENSE
    MIN
ROWS
 N cost
 E one0
 L r1_c0
COLUMNS
 M0 'MARKER' 'INTORG'
 x_p0_d0_k0 one0 1
 x_p0_d0_k1 one0 1
 x_p0_d0_k1 cost 4
 M2 'MARKER' 'INTEND'
 s_c0_2 cost 7
 s_c0_2 r1_c0 -1
RHS
 rhs cost -5
 rhs one0 1
BOUNDS
 LO bnd x_p0_d0_k0 0
 UP bnd x_p0_d0_k0 1
 LO bnd x_p0_d0_k1 0
 UP bnd x_p0_d0_k1 1
 LO bnd s_c0_2 0
 UP bnd s_c0_2 2
ENDATA
"""


def scored(*drawn):
    """Score of two people's weeks, drawn in shift letters, `-` for free."""
    rows = [["" if letter == "-" else letter for letter in line] for line in drawn]
    return nrp.score(nrp.read(TINY), dict(zip("AB", rows)))


class Scorer(unittest.TestCase):
    def test_requests_and_cover_cost_what_the_instance_says(self):
        # Tuesday: two at E for one; Wednesday: nobody of two; Thursday: one at E for nobody, nobody at N.
        self.assertEqual(scored("-EN----", "-E-E---"), (2 + 200 + 100 + 1 + 7, []))

    def test_a_request_that_is_not_granted_costs(self):
        self.assertEqual(scored("-------", "--E----")[0], 3 + 100 + 100 + 50 + 100)

    def test_everything_else_is_hard(self):
        said = "; ".join(scored("-NE-NNN", "E-----E")[1])
        for what in ("A: 4 times N, 2 allowed", "A: E after N on day 2", "A: only 1 days free from day 3",
                     "B: 1 weekends, 0 allowed", "A: 2880 minutes, not 0 to 2520"):
            self.assertIn(what, said)
        self.assertIn("A: works on the free day 0", scored("E------", "-E-----")[1])
        self.assertIn("B: 1 times N, 0 allowed", scored("-------", "-EN----")[1])
        self.assertIn("B: 6 days at work from day 0", scored("-------", "EEEEEE-")[1])

    def test_runs_at_the_edge_may_be_short(self):
        self.assertEqual(scored("-EE--EE", "E------")[1], [])
        self.assertEqual(scored("--E----", "E------")[1], ["A: only 1 days at work from day 2"])


class Cut(unittest.TestCase):
    def made(self, **shape):
        text = cut.written(cut.cut(nrp.read(TINY), **shape))
        return nrp.read(text)

    def test_an_instance_of_another_shape_is_read_back_as_it_was_made(self):
        made = cut.cut(nrp.read(TINY), weeks=3, people=5, shifts=2, seed=7)
        self.assertEqual(nrp.read(cut.written(made)), made)
        self.assertEqual((made.days, len(made.staff), list(made.minutes)), (21, 5, ["E", "N"]))
        self.assertTrue(all(0 <= one.day < 21 for one in made.on_requests + made.off_requests))

    def test_needs_go_with_the_people_and_to_the_shifts_that_are_kept(self):
        made = self.made(weeks=1, people=4, shifts=1, seed=1)
        needs = {one.day: one.need for one in made.cover}
        # Wednesday: two at E and one at N for two people.
        self.assertEqual((list(made.minutes), needs[2], needs[1]), (["E"], 6, 2))

    def test_the_seed_decides(self):
        made = [self.made(weeks=3, people=3, shifts=2, seed=seed) for seed in (1, 1, 2)]
        self.assertEqual(made[0], made[1])
        self.assertNotEqual(made[0], made[2])


OFFICE = json.dumps({
    "Days": ["L", "Ma"], "Desks_Z": {"Z0": ["D0", "D1"], "Z1": ["D2"]}, "Employees_G": {"T": ["ana", "bo"]},
    "Desks_E": {"ana": ["D0", "D2"], "bo": ["D1", "D2"]}, "Days_E": {"ana": ["L"], "bo": ["L", "Ma"]},
})


def seated(ana, bo):
    """Score of two people's weeks: day -> seat."""
    return seats.score(seats.read(OFFICE), {"ana": ana, "bo": bo})


class Seats(unittest.TestCase):
    def test_a_day_costs_what_it_lacks_of_the_preferred_ones(self):
        # Both on Monday: two of three preferred days, one zone, each one day short of two.
        self.assertEqual(seated({"L": "D0"}, {"L": "D1"}), (300 - (200 - 5 - 200), []))
        # Both days: three preferred ones, ana's second is none, one zone a day, nobody short.
        self.assertEqual(seated({"L": "D0", "Ma": "D0"}, {"L": "D1", "Ma": "D1"}), (300 - (300 - 10 - 10), []))

    def test_everything_else_is_hard(self):
        said = "; ".join(seated({"L": "D2", "Ma": "D0"}, {"L": "D2"})[1] + seated({"L": "D1"}, {"Ma": "D1"})[1])
        for what in ("ana: more than one seat", "D2 is taken twice on L", "T: alone in Z0 on Ma",
                     "ana: D1 does not fit", "T: no day on which all are there"):
            self.assertIn(what, said)

    def test_a_roster_is_read_by_its_dates(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            path.write_text("person,date,seat\nana,2024-01-02,D0\nbo,2024-01-01,\n", encoding="utf-8")
            self.assertEqual(seats.read_roster(seats.read(OFFICE), path), {"ana": {"Ma": "D0"}})


class Programs(unittest.TestCase):
    def test_a_program_is_read_with_the_key_to_its_columns(self):
        program = mps.read(PROGRAM.splitlines(keepends=True))
        self.assertEqual(program.columns, {"x_p0_d0_k0": [0, 1], "x_p0_d0_k1": [0, 1], "s_c0_2": [0, 2]})
        self.assertEqual(program.rows["r1_c0"], ("L", [("s_c0_2", -1)]))
        self.assertEqual((program.constant, program.costs, program.sides),
                         (5, {"x_p0_d0_k1": 4, "s_c0_2": 7}, {"one0": 1}))

    def test_a_solution_becomes_a_roster_with_those_who_have_no_choice(self):
        program = mps.read(PROGRAM.splitlines(keepends=True))
        free, bob = ("ana b", "2020-01-06", "", "", ""), ("bob", "2020-01-06", "pagi", "office", "")
        self.assertEqual(list(program.cells(["x_p0_d0_k0"])), [free, bob])
        self.assertEqual(next(program.cells(["x_p0_d0_k1"]))[2:4], ("pagi", "office"))


def runs():
    news = [(0.1, "cost", 700), (0.2, "bound", 558), (3.0, "cost", 607), (8.0, "bound", 607)]
    ours = Run("Instance1", "luwes", "optimal", 607, 607, 607, seconds=8.5, events=news)
    cheat = Run("Instance1", "cpsat", "feasible", 600, 1, 700, seconds=9.0, events=[(1.0, "cost", 600)])
    return [ours, cheat, Run("Instance1", "highs", note="pip could not fetch it")]


class Reports(unittest.TestCase):
    def test_a_target_is_met_missed_or_open(self):
        ours, cheat, missing = runs()
        proved, near = targets.of("Instance1")
        self.assertEqual(targets.verdict(proved, ours, 10), "met (8.0 s)")
        self.assertEqual(targets.verdict(near, ours, 10), "met (3.0 s)")
        self.assertIn("does not stand", targets.verdict(near, cheat, 10))
        self.assertEqual(targets.verdict(near, missing, 10), "not run")
        ours.events = ours.events[:2]
        self.assertEqual(targets.verdict(proved, ours, 10), "open: not in 10 s")
        self.assertEqual(targets.verdict(near, ours, 10), "missed in 10 s")
        ours.events = [(12.0, "cost", 607)]
        self.assertEqual(targets.verdict(near, ours, 60), "missed (12.0 s)")

    def test_targets_depend_on_the_instance(self):
        self.assertEqual([target.within for target in targets.of("Instance13")], [600, 600])
        self.assertEqual([target.within for target in targets.of("Instance20")], [3600, 3600])
        self.assertEqual(len(targets.of("Instance6")), 1, "no best known value is given: the proof is what is left")
        self.assertEqual([target.within for target in targets.of("HybridSeats2")], [10, 60])
        self.assertEqual(len(targets.of("HybridSeats9")), 1, "no published value is given")
        self.assertEqual(targets.of("two-deputies"), [])

    def test_the_table_says_which_roster_does_not_stand_and_which_peer_is_missing(self):
        text = table.text(runs(), {"processor": "one"}, 10)
        for part in ("MORE: 700", "pip could not fetch it", "the same", "| met (8.0 s) |", "processor: one"):
            self.assertIn(part, text)

    def test_the_page_is_whole_and_stands_alone(self):
        page = plot.page(runs(), {"processor": "a < b"}, 10)
        for word in ("http", "src=", "<script", "@import"):
            self.assertNotIn(word, page)
        picture = xml.fromstring(page[page.index("<svg role"):page.index("</svg>") + len("</svg>")])
        lines = [path for path in picture.iter("path") if path.get("class", "").startswith("line")]
        self.assertEqual(len(lines), 3, "cost and bound of Luwes, cost of CP-SAT")
        self.assertIn("a &lt; b", page)

    def test_the_picture_shows_where_the_bound_came_from(self):
        low, high = plot.window(runs(), 607)
        self.assertTrue(low < 558 and 607 < high < 760, (low, high))
        self.assertEqual(plot.marks(545, 710), [550, 600, 650, 700])

    def test_files_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.csv"
            table.write_csv(path, runs())
            self.assertEqual(len(path.read_text(encoding="utf-8").splitlines()), 4)


if __name__ == "__main__":
    unittest.main()
