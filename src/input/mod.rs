//! Text that people wrote: where each piece stands, and what is wrong with it, in two languages.
//!
//! `file::read_text` -> `yaml::parse` (or `table::csv`, `table::xlsx`) -> [`node::Node`] -> `typed::read`. Every step
//! puts what it finds wrong into one [`fault::Faults`] and goes on as far as that makes sense.

pub mod fault;
pub mod file;
pub mod lang;
pub mod node;
mod render;
pub mod suggest;
mod syntax;
pub mod table;
pub mod typed;
pub mod values;
mod yaml;
