//! Luwes: provably good rosters for hybrid public-service staff.

pub mod cli;
pub mod engine;
pub mod facts;
pub mod input;
pub mod problem;
pub mod report;
pub mod roster;
pub mod rules;
pub mod scenario;
pub mod solve;
pub mod verify;
