//! # Luwes: provably good rosters for hybrid (office/home) public-service staff
//!
//! This page is the architecture: how a scenario flows, where things live, what must never be broken, what the words
//! mean, and how to add a rule.
//!
//! ## The flow, one way
//!
//! ```text
//! YAML, CSV, XLSX ──scenario──▶ Facts + Entries (rules) ──rules::lower──▶ Problem (clauses of a closed set of shapes)
//!                                   │                                        │
//!                                   │                                     engine::solve
//!                                   ▼                                        ▼
//!               files ◀──report── Verdict ◀──────verify────── Roster ◀── Outcome (plan, cost, bound)
//! ```
//!
//! [`solve::solve`] is the whole of it. There is no step back: an engine never sees a name or a rule, the judge never
//! sees a clause.
//!
//! ## Code map, bottom to top
//!
//! A module uses only modules above it in this list (`tests/tidy.rs` holds the order).
//!
//! | module | what it is |
//! |---|---|
//! | [`input`] | text that people wrote: YAML/CSV/XLSX as located nodes, typed values, [faults](input::fault), the two languages |
//! | [`facts`] | people, units, sites, desks, calendar, duties, selectors: what is true before any decision |
//! | [`roster`] | lines and rosters; the difference of two |
//! | [`problem`] | dense indexes and [clauses](problem::Shape): the engines' whole world |
//! | [`rules`] | ONE FILE PER RULE; [`rules::LIST`] is the only list |
//! | [`scenario`] | files into facts, rules and settings; cross-checks; models and calendars; importers, generator |
//! | [`certificate`] | the proof of a bound as a file, and its checker, which shares no code with the engines |
//! | [`engine`] | `solve(&Problem, &Limits) -> Outcome`; uses `problem` and the data of a certificate |
//! | [`verify`] | every rule's `check` into a [`verify::Verdict`]; may name neither `problem` nor `engine` |
//! | [`mod@solve`] | scenario → engine → judge; refuses what the judge refuses |
//! | [`explain`] | why: conflicts and their repairs, single cells, refusals, costs behind breaches |
//! | [`report`] | verdict and roster as text, CSV, JSON, XLSX and one HTML page |
//! | [`cli`] | one thin file per command, exit codes |
//!
//! Inside [`engine`]: `run` takes the problem into parts that share nothing and solves them side by side; `portfolio`
//! has `columns` solve a part first and `compact` what they leave open.
//!
//! | `engine::` | what it is |
//! |---|---|
//! | `columns` | column generation: bounds from exact pricing, plans from dives and neighbourhoods (one tier only) |
//! | `columns::{graph, machine, people}` | a person's own clauses as machines, side by side as a line graph |
//! | `columns::{price, labels}` | the cheapest line for given prices, in whole numbers |
//! | `columns::{crowd, master, lp}` | the rows that bind people together, the master over lines, HiGHS under it |
//! | `columns::{generate, dive, improve, plan}` | rounds of pricing, fixing line by line, neighbourhoods, the plan they better |
//! | `compact` | one integer program of the whole, for HiGHS or minilp; also what `luwes export` writes |
//! | `apart` | bounds of large compact programs from blocks that leave clauses out |
//! | `conflict` | statements that cannot hold together: gathered around demands that give way, then thinned out |
//!
//! `study`, `store`, `night` and `service` will stand between `report` and `cli`. `input` was added to the design's
//! list: every fault of a file at once, each with its place, needs a tree of located nodes that serde's one-error
//! readers do not give (see *Dependencies*); rules read their fields from it, so it stands below them.
//!
//! ## Invariants, and the test that holds each
//!
//! 1. A rule is named in its own file and in [`rules::LIST`], nowhere else; engines match on shapes and have no `_`
//!    arm (`tests/tidy.rs`).
//! 2. `check` judges a finished roster from facts alone; on every roster of a tiny world its units and costs equal the
//!    clauses' excess (`rules::testing`, the enumeration).
//! 3. Nothing leaves [`solve::solve`] unverified: claimed cost = verified cost, no `must` broken.
//! 4. "Infeasible", "out of time" and "stopped" are [outcomes](engine::Status), not errors. No panic on user input
//!    (property tests in `input`, the zoo of broken scenarios in `tests/faults.rs`).
//! 5. Integers for costs, counts and minutes; floats only where an LP is spoken to (`engine::compact`,
//!    `engine::columns::lp`). A printed
//!    bound is rounded against us.
//! 6. Same input, seed and limits in work units ([`engine::Limits::work`]): same roster, on any number of threads
//!    (`tests/same.rs`). `--canonical` leaves out the seed and the order of every list of the file too
//!    ([`problem::Canonical`]); only a proved optimum is canonical, and result.json says whether it is.
//! 7. No I/O below `scenario`; core code is synchronous (the build without HiGHS and without any service proves it).
//!
//! Three nets make one-file rules safe: *picture tests* (a roster drawn in letters, the exact sentences expected),
//! the *enumeration*, and *engines agree* (columns = compact with
//! HiGHS = with minilp = brute force on random tiny problems over all shapes; `PROPTEST_CASES=20000` tries more).
//!
//! ## How to add a rule
//!
//! 1. Copy `src/rules/rest.rs` to `src/rules/NAME.rs`. Its head `//!` says what it is, what one unit of breach is, and
//!    the source of its usual numbers.
//! 2. Fields: a struct with `Deserialize`, `JsonSchema`, `deny_unknown_fields` and a doc comment on each field (they
//!    feed the schema). Use `At<…>` where a fault will point; `Number`, `Window`, `Share` for the usual values. `id`,
//!    `who`, `when`, `must`, `prefer`, `tier`, `source`, … are the common head ([`rules::Head`]): not yours to declare.
//! 3. `Described`: name, group, examples (at least one with `must` and one with `prefer`; the first stands in
//!    `luwes rules`), and a sentence on what it is for.
//! 4. `says`: the rule in one sentence with its own numbers, in both languages. `faults`: names that do not exist,
//!    numbers that make no sense.
//! 5. `clauses`: the rule in the shapes of [`problem::Shape`]. A shape that does not fit asks for a new one: rare and
//!    deliberate, and the compiler then lists every engine to extend.
//! 6. `check`: the same rule judged from facts and roster, written from its meaning and not from its clauses.
//! 7. Picture tests below it: a roster in letters, the sentences expected.
//! 8. In `src/rules/mod.rs`: `pub mod NAME;` and one line in [`rules::LIST`]. Then `cargo test`: the enumeration runs
//!    your examples over every roster of the tiny world and shows the first one on which the two halves differ.
//!
//! Nothing else changes: YAML, faults, schema, catalogue, verify, report and engines read the list.
//!
//! ## Scale
//!
//! Measured on two cores of an AMD EPYC server (24 GB) that other work shared, at low priority: processor seconds say
//! more than wall time. Scenarios: `luwes generate --people N --seed 1`, `pilot-2019`, 4 weeks; 100,000 people are its
//! 20 agencies joined into one scenario, their roster one of free days only. `check`, then `verify ROSTER --out`:
//!
//! | people | read, all cross-checks | read and judge a roster | and write all files | memory |
//! |---|---|---|---|---|
//! | 1,000 | 0.01 s | | | 18 MB |
//! | 10,000 | 0.11 s | 0.32 s | 2.4 s | 70 MB, with files 0.53 GB |
//! | 100,000 | 2.9 s | 5.2 s | 17.9 s | 0.56 GB, with files 2.16 GB |
//!
//! Times are processor seconds. Judging grows with the people; `check` grows faster, since desks and units, too, are
//! twenty times as many. Writing the files is what takes memory. `roster.xlsx` has no sheet `Data` above 1,048,575 rows,
//! `report.html` draws nobody's line above 4,000 people (6 MB for 100,000); both say so.
//!
//! `solve --gap 0.001`: 1,000 people in one building had the root's bound after 10 s, a first roster after 16 s and a
//! gap of 4.1 % at the limit of 60 s (66 processor seconds, 0.3 GB). 10,000 people in one building, whom a seats rule
//! ties together, had **no roster** after 120 s (75 processor seconds, a ninth of the other's share a person; 1.1 GB):
//! most of the time went into the simplex of the one master. So whether time per person stays level is *not* shown
//! beyond 1,000 people, and solving 100,000 people has not been measured.
//!
//! On paper, the civil service: 5.6 million people of 600 and more employers, if they fell into 5,600 parts of 1,000
//! people that share no seats: 5,600 × 66 s = 103 core-hours for four weeks at a gap near 4 %, and
//! 56 × 17.9 s = 17 minutes of one core to read, judge and write. Both are extrapolated from one case each; employers
//! with one building for several thousand people are outside what was measured.
//!
//! ## Words
//!
//! *Person, unit, site, room, seat, desk, shift, place, duty, line, roster* as everybody means them. A **duty** is
//! what one person does on one day: shift + place (+ desk), or free. A **line** is one person's duties over the
//! period; all lines are the **roster**. A **model** is a policy in YAML (`models/`), a **scenario** a case
//! (`scenarios/`). A **rule** is one policy sentence, `must` or `prefer` at a cost; a **breach** one counted violation;
//! a **verdict** the independent judgement. **Bound**: no valid roster costs less; **gap**: (cost − bound) / cost.
//! The mathematics stands in `models/README.md`, with the equation numbers that code comments cite.
//!
//! ## Dependencies
//!
//! Each has its reason in `Cargo.toml`. Two deserve more words. *YAML*: `serde_yaml` is deprecated and has neither
//! places nor budgets. `serde-saphyr`, its maintained successor, stops at the first type error and types plain scalars
//! before we see them (`007`, `no`); we list every fault of a file and keep the text as written, so reading builds on
//! the parser beneath it, `granit-parser` by the same maintainer, and serde reads from our located tree.
//! *HiGHS* is called through `good_lp`; `highs` and `highs-sys` give what good_lp does not expose (bound, start
//! solution, callbacks), in one module.

pub mod certificate;
pub mod cli;
pub mod engine;
pub mod explain;
pub mod facts;
pub mod input;
pub mod problem;
pub mod report;
pub mod roster;
pub mod rules;
pub mod scenario;
pub mod solve;
pub mod verify;
