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
//! | [`study`] | what if: grids and searches over edits of a scenario, each point proved and kept; rosters against absences |
//! | [`report`] | verdict and roster as text, CSV, JSON, XLSX and one HTML page |
//! | [`cli`] | one thin file per command, exit codes |
//!
//! Inside [`engine`]: `run` takes the problem into parts that share nothing and solves them side by side; `portfolio`
//! has `columns` solve a part first and `compact` what they leave open.
//!
//! | `engine::` | what it is |
//! |---|---|
//! | `columns` | column generation: bounds from exact pricing, plans from dives and neighbourhoods (one tier only) |
//! | `columns::{graph, layers, machine, people}` | a person's own clauses as machines, side by side as a line graph |
//! | `columns::graphs` | line graphs that were made before, for blocks and points that ask the same of somebody |
//! | `columns::{price, labels}` | the cheapest line for given prices, in whole numbers |
//! | `columns::{crowd, master, lp}` | the rows that bind people together, the master over lines, HiGHS under it |
//! | `columns::{generate, ascent}` | rounds of pricing, and small steps before the first |
//! | `columns::{levels, choices, dive}` | windows of fairness, common days, then line by line: taken and fixed after the root |
//! | `columns::{improve, window, plan}` | neighbourhoods of people and days around the plan they better |
//! | `columns::{branch, enumerate, choose}` | the tree with pricing at its nodes, all lines a cheaper plan can use, the best of known lines |
//! | `columns::search` | the order of these steps |
//! | `compact` | one integer program of the whole, for HiGHS or minilp; also what `luwes export` writes |
//! | `apart::{cut, coupling}` | blocks of people, and what couples them |
//! | `apart::{shared, prices, beside}` | many people in blocks by columns, what couples the blocks shared out and priced |
//! | `apart::warm` | the same from the plan and the multipliers of a like problem |
//! | `apart`, `apart::coordinate` | the same for compact programs, whose blocks leave out what couples them |
//! | `conflict` | statements that cannot hold together: people alone, then gathered around demands that give way, thinned out |
//! | `budget`, `random` | time and counted work; numbers by chance that are the same everywhere |
//!
//! Inside [`explain`] and [`study`], which answer questions by solving again:
//!
//! | module | what it is |
//! |---|---|
//! | [`explain::conflict`], [`explain::repair`] | rules that cannot hold together, at their lines; small changes, each tried before it is offered |
//! | [`explain::cell`], [`explain::refusal`] | why this cell, with a price for each other duty; why not me |
//! | [`explain::compare`], [`explain::policy`], [`explain::sheet`] | rosters side by side; policies change by change; where a cost comes from |
//! | [`study::read`], [`study::axis`], [`study::grid`], [`study::search`] | a study's file; what varies; points in rounds; bisection with proof on both sides |
//! | [`study::point`] | one point, solved, measured and kept; what earlier points settle is not solved |
//! | [`study::one_more`], [`study::waves`], [`study::pilot`] | what one more is worth; who joins when; groups drawn for comparison |
//! | [`study::robust`] | a roster against absences, exact and simulated |
//!
//! `store`, `night` and `service` will stand between `report` and `cli`. `input` was added to the design's
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
//! Measured on 22 November 2026 on two cores of an AMD EPYC server (24 GB) that six other programs shared, at low
//! priority: processor seconds, reading and all files included, say more than wall time. Scenarios:
//! `luwes generate --people N --seed 1`, `pilot-2019`, 4 weeks; above 20,000 people the scenario that joins all agencies,
//! neighbours sharing buildings and their seats. `solve --gap 0.02 --threads 2`:
//!
//! | people | blocks of people | cost | bound | gap | wall | processor | a person | memory |
//! |---|---|---|---|---|---|---|---|---|
//! | 1,000 | 36 in 1 building | 256 | 251 | 1.95 % | 14 s | 4.4 s | 4.4 ms | 0.13 GB |
//! | 100,000, all parts once | about 1,900 in 42 buildings | 26,677 | 25,964 | 2.7 % | 685 s | 0.45 ks | 4.5 ms | 3.4 GB |
//! | 100,000, to the limit of 20 min | the same | 26,331 | 25,964 | 1.4 % | 1,239 s | 1,174 s | 11.7 ms | 3.4 GB |
//!
//! So a first roster of everybody with its bound takes the same time a person as 1,000 people; the second line is read
//! off the progress (events of `result.json`, processor time of the process 20 s before). The rest of the 20 minutes went
//! into parts that were not within 2 % by themselves; now a whole that is within the gap ends the solve. 10,000 people are
//! not in the table: their run was starved by other work.
//!
//! Memory is above the target of 2 GiB per 100,000 people. Most of it were clauses, and half of these one person's day
//! decides: above 20,000 people they are now folded into the lists of open duties ([`problem::Folder`]); how much
//! that saves has not been measured. Files: `roster.csv` 251 MB, `roster.xlsx` 13 MB (its long sheets go through a temporary
//! file; no sheet `Data` above 1,048,575 rows), `report.html` 9 MB (nobody's line above 4,000 people).
//!
//! `check` of 100,000 people: 2.3 s, 0.18 GB (files are read one by one and dropped). A million people were not tried.
//!
//! What limits this: seats that are far too few (`--seats 50`: 12.7 points a person by the bound of the whole instead of
//! 0.26) make prices of rows that the blocks' first shares guess badly, and 1,000 such people had no roster in blocks
//! after 60 s. A clause that ties the whole nation is priced like any other, which tests show for tiny worlds only.
//! Certificates hold the blocks' multipliers and the rows' prices; above 20,000 people, asking for one lowers the problem
//! with all its clauses.
//!
//! On paper, the civil service: 5.6 million people of 600 and more employers, four weeks, every building's seats exact:
//! at 4.5 ms a person 7 core-hours for a roster near 3 %, at 11.7 ms 18 core-hours for 1.4 %. Employers are 50 such
//! runs of about 100,000, or one run each. Both figures are extrapolated from one made-up nation.
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
pub mod study;
pub mod verify;
