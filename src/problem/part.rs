//! A problem cut down to some people, the others held where they are or left out.

use super::{PersonIx, Problem};

/// A smaller problem and who is in it: `people[i]` is the whole problem's number of the part's person `i`.
#[derive(Debug, Clone)]
pub struct Part {
    pub people: Vec<PersonIx>,
    pub problem: Problem,
}
