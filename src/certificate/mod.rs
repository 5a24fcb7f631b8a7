//! Certificates: the proof of a bound as whole numbers, and the checker that recomputes the bound from the scenario.
//!
//! An engine that proved a bound hands out multipliers for the rows of the crowd clauses ([`Certificate`]). The checker
//! shares no code with any engine: it writes the rows anew (`rows`), finds every person's cheapest line under those
//! prices by its own search over days (`lines`), and adds up in exact integers (`check`). The mathematics stands in
//! `models/README.md`, equations (18) to (23).

mod blocks;
mod check;
mod fill;
mod format;
mod ground;
mod layers;
mod lines;
mod machine;
mod refusal;
mod rows;
mod tree;

pub use check::row_counts;
pub use format::{Amount, Certificate, FORMAT, Leaf, Node, Of, Sealed, Split};
pub use refusal::Refusal;

/// The bound of a problem without any plan that keeps every `must`.
pub const NO_PLAN: i64 = i64::MAX;
