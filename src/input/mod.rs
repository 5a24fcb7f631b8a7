//! Text that people wrote: where each piece stands, and what is wrong with it, in two languages.

pub mod fault;
pub mod lang;
pub mod node;
pub mod typed;
