//! Luwes: provably good rosters for hybrid public-service staff.

pub mod engine;
pub mod input;
pub mod problem;
