//! What if: studies of a scenario. Each answer is an exact solve of the scenario with some edits made, so that anybody
//! can repeat it by `luwes solve SCENARIO --set …`.
//!
//! - [`build`]: which build of the program made a kept point;
//! - [`read`]: the study's file: a scenario, axes, searches;
//! - [`axis`]: what an axis varies, as edits; which people become hybrid in which order;
//! - [`point`]: one solve with its edits, kept for the next run;
//! - [`grid`]: all points of the axes, each begun from those it lies between;
//! - [`one_more`], [`pilot`], [`waves`]: what one more of each thing is worth, a group drawn for comparison, who joins
//!   when;
//! - [`robust`]: how a roster stands absences that nobody planned;
//! - [`before`]: what finished points say of the next one;
//! - [`taught`]: what one point's solve hands on to those beside it;
//! - [`search`]: the last value of one axis that is still possible, with proof on both sides.

pub mod axis;
mod before;
mod build;
pub mod grid;
pub mod one_more;
pub mod pilot;
pub mod point;
pub mod read;
pub mod robust;
pub mod search;
pub mod taught;
pub mod waves;
