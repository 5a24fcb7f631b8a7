//! Why: what the proofs say of a scenario in the words of its rules, its people and its files.
//!
//! - [`cell`]: why somebody holds a duty on a day, and what each other duty would cost;
//! - [`compare`]: two rosters, a roster and the best one; [`policy`]: two policies change by change;
//! - [`conflict`]: rules that cannot hold together, and [`repair`]: the cheapest changes that let them;
//! - [`refusal`]: why somebody is refused work from home, and what would grant it;
//! - [`sheet`]: cost by rule, unit, person and day, and how evenly duties are spread.

pub mod cell;
pub mod compare;
pub mod conflict;
pub mod policy;
pub mod refusal;
pub mod repair;
pub mod sheet;
mod still;
